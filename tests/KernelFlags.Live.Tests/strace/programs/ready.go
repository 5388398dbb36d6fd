// Goroutines that make garbage, and the runtime giving memory back.
package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"sync"
)

func main() {
	var group sync.WaitGroup
	for n := 0; n < 8; n++ {
		group.Add(1)
		go func() {
			defer group.Done()
			kept := map[int][]byte{}
			for i := 0; i < 2000; i++ {
				kept[i%100] = make([]byte, 20000)
			}
		}()
	}
	group.Wait()
	debug.FreeOSMemory()
	fmt.Println("ready")
	os.Stdin.Read(make([]byte, 1))
}
