// A worker, buffers that are garbage, WebAssembly memory that grows.
const { Worker } = require("worker_threads");
const memory = new WebAssembly.Memory({ initial: 1, maximum: 100 });
memory.grow(10);
let kept = [];
for (let i = 0; i < 200; i++) kept = [Buffer.alloc(1 << 20), Array.from({ length: 10000 }, (_, n) => String(n))];
const worker = new Worker("let a = []; for (let i = 0; i < 1e5; i++) a.push({ i });", { eval: true });
worker.on("exit", () => {
    console.log("ready");
    process.stdin.resume();
});
