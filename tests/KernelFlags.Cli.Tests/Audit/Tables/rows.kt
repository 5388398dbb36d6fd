enum class Vm(val bit: Int) {
    Read(0), Write(1), Exec(2), Shared(3),
    MayRead(4), MayWrite(5), MayExec(6), MayShare(7),
    GrowsDown(8), PfnMap(10), DontCopy(18), DontExpand(17),
}
