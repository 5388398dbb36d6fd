class VmFlags(IntFlag):
    READ = 0x1
    WRITE = 0x2
    MAYREAD = 0x10
    ALWAYSDUMP = 0x4000000
