#define VM_GUARD_SHIFT 12

enum vm_bits {
	VM_READ = 1 << 0,
	VM_WRITE = 1 << 1,
	VM_EXEC = 1 << 2,
	VM_SHARED = 1 << 3,
	VM_MAYREAD = 1 << 4,
	VM_MAYWRITE = 1 << 5,
	VM_MAYEXEC = 1 << 6,
	VM_MAYSHARE = 1 << 7,
	VM_GROWSDOWN = 1 << 8,
	VM_PFNMAP = 1 << 10,
	VM_MAYBE_GUARD = 1 << VM_GUARD_SHIFT,
	VM_LOCKED = 1 << 13,
	VM_ACCESS = VM_READ | VM_WRITE | VM_EXEC,
};
