package smaps

// What a kernel of 2019 printed.
var want = []string{"rd", "ex", "mr", "mw", "me", "dw", "sd"}
