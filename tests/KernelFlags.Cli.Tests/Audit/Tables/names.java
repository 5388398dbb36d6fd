enum VmFlag {
    RD("readable"), WR("writable"), EX("executable"), SH("shared"),
    MR("may read"), MW("may write"), ME("may execute"), MS("may share"),
    DW("nobody writes the file");
}
