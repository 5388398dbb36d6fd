import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Threads, garbage, memory beside the heap. */
class Ready {
    public static void main(String[] arguments) throws Exception {
        var threads = new ArrayList<Thread>();
        for (int n = 0; n < 4; n++) {
            var thread = new Thread(Ready::work);
            threads.add(thread);
            thread.start();
        }
        for (var thread : threads) {
            thread.join();
        }
        var beside = ByteBuffer.allocateDirect(16 << 20);
        System.gc();
        System.out.println("ready");
        System.in.read();
        System.out.println(beside);
    }

    private static void work() {
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            kept.add(new byte[50_000]);
            if (i % 100 == 0) {
                kept.clear();
            }
        }
    }
}
