namespace BlogBlazor.Tests.Scale;

/// <summary>
/// A simulation of what follows when an instance dies: its clients are cut off at the same moment and come back to the others,
/// which take up so many a second and let so many wait. Who finds the queue full is refused, who waits too long gives up,
/// and both try again after their delay.
/// </summary>
/// <param name="Clients">So many are cut off.</param>
/// <param name="Capacity">So many handshakes a second, all surviving instances together.</param>
/// <param name="Queue">So many handshakes wait at most, all surviving instances together.</param>
/// <param name="Delay">Seconds before the attempt of this number, from 0 on.</param>
internal sealed record ReconnectStorm(int Clients, double Capacity, double Queue, Func<int, Random, double> Delay)
{
    /// <summary>Seconds; nginx gives up on a connection to an instance after two, a browser on a handshake much later.</summary>
    private const double Patience = 10;

    /// <summary>What BlogBlazor/wwwroot/js/notifications.js does after a line that broke: one to thirty seconds, doubling, less up to a half.</summary>
    public static double OfTheClient(int attempt, Random random) => Math.Min(30, Math.Pow(2, attempt)) * (0.5 + (random.NextDouble() / 2));

    /// <summary>What it does when the server said that it restarts.</summary>
    public static double AfterGoodbye(int attempt, Random random) =>
        attempt == 0 ? 3 * random.NextDouble() : OfTheClient(attempt - 1, random);

    /// <summary>What clients of tutorials do.</summary>
    public static double EveryThreeSeconds(int attempt, Random random) => attempt == 0 ? 0 : 3;

    public StormResult Run(int seed)
    {
        var random = new Random(seed);
        var attempts = new PriorityQueue<int, double>();
        for (var client = 0; client < Clients; client++)
        {
            attempts.Enqueue(0, Delay(0, random));
        }

        var back = new List<double>(Clients);
        var (free, tries, longest) = (0.0, 0L, 0.0);
        while (attempts.TryDequeue(out var attempt, out var now))
        {
            tries++;
            var waiting = Math.Max(0, (free - now) * Capacity);
            longest = Math.Max(longest, waiting);
            if (waiting >= Queue)
            {
                attempts.Enqueue(attempt + 1, now + Delay(attempt + 1, random));
                continue;
            }

            // The server works for a client that has given up, too: it cannot know.
            free = Math.Max(free, now) + (1 / Capacity);
            if (free - now > Patience)
            {
                attempts.Enqueue(attempt + 1, now + Patience + Delay(attempt + 1, random));
            }
            else
            {
                back.Add(free);
            }
        }

        back.Sort();
        return new StormResult(back[Clients / 2], back[(int)(Clients * 0.95)], back[^1], (double)tries / Clients, longest / Capacity);
    }
}

/// <summary>Seconds until half of them, 95 % and all were back; attempts for each; the longest wait in the queue.</summary>
internal sealed record StormResult(double Half, double Most, double All, double Attempts, double LongestWait);
