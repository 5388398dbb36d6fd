/* Of another kernel; vm_flags of its own. */
enum vm_flag {
	VM_NONE = 0,
	VM_READ = 1 << 0,
	VM_WRITE = 1 << 1,
	VM_EXEC = 1 << 2,
	VM_USER = 1 << 3,
	VM_WRITE_THROUGH = 1 << 4,
	VM_CACHE_DISABLED = 1 << 5,
	VM_GLOBAL = 1 << 6,
};
#define VM_PROT_READ	0x1
#define VM_PROT_WRITE	0x2
#define VM_PROT_EXECUTE	0x4
