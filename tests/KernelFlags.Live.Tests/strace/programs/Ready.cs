using System;
using System.Collections.Generic;
using System.Threading;

/// <summary>Threads and garbage.</summary>
internal static class Ready
{
    private static void Main()
    {
        var threads = new List<Thread>();
        for (var n = 0; n < 4; n++)
        {
            var thread = new Thread(Work);
            threads.Add(thread);
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        GC.Collect();
        Console.WriteLine("ready");
        Console.ReadLine();
    }

    private static void Work()
    {
        var kept = new List<byte[]>();
        for (var i = 0; i < 2000; i++)
        {
            kept.Add(new byte[50_000]);
            if (i % 100 == 0)
            {
                kept.Clear();
            }
        }
    }
}
