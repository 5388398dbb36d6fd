bitflags! {
    pub struct MappingOptions: u32 {
        const READ        = 1 << 0;
        const WRITE       = 1 << 1;
        const EXEC        = 1 << 2;
        const SHARED      = 1 << 3;
        const ANONYMOUS   = 1 << 4;
        const GROWSDOWN   = 1 << 6;
        const LOCKED      = 1 << 7;
        const DONTCOPY    = 1 << 8;
        const WIPEONFORK  = 1 << 9;
        const DONTEXPAND  = 1 << 11;
        const DONTDUMP    = 1 << 12;
    }
}
