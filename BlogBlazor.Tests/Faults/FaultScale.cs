namespace BlogBlazor.Tests.Faults;

/// <summary>`./test.sh faults` runs the full form of every fault; all other runs a short one, which a build can afford.</summary>
internal static class FaultScale
{
    /// <summary>What a receiver may need to come back and catch up, at most.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("FAULTS") == "full";

    public static int Of(int inShort, int inFull) => IsFull ? inFull : inShort;

    /// <summary>Another schedule in each run; a failed one comes back with FAULTS_SEED.</summary>
    public static Random Schedule()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FAULTS_SEED"), out var given) ? given : Random.Shared.Next();
        Say($"The schedule comes back with FAULTS_SEED={seed}.");
        return new Random(seed);
    }

    /// <summary>Into the test's output, which is shown when it fails, or with a detailed logger.</summary>
    public static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
