void show(unsigned long flags)
{
	if (flags & 0x00000001) puts("VM_READ");
	if (flags & 0x00000002) puts("VM_WRITE");
	if (flags & 0x00000010) puts("VM_MAYREAD");
	if (flags & 0x00000020) puts("VM_MAYWRITE");
	if (flags & 0x04000000)
		puts("VM_ALWAYSDUMP");
}
