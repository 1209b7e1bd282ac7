using System.Text;
using BlogBlazor.Tests.TestKit;
using static BlogBlazor.Tests.Scale.ReconnectStorm;

namespace BlogBlazor.Tests.Scale;

/// <summary>
/// The tables of docs/scale.md are what this computes, from the costs of docs/limits.md. `SCALE=write` writes them there;
/// otherwise they must stand there already.
/// </summary>
public sealed class ScalePageTests
{
    private const double Users = 1_000_000;
    private const double PerSecond = 100_000;

    // One machine: eight cores, of which six tenths are used at most, and 24 GiB for connections.
    private const double CoresUsed = 8 * 0.6;
    private const double ConnectionMemory = 24.0 * 1024 * 1024;

    // docs/limits.md, milliseconds of a core and KiB.
    private const double PerNotification = 1.2;
    private const double PerFrame = 0.085;
    private const double PerHandshake = 1.2;
    private const double PerSocket = 80;

    // A heartbeat every 25 s, a ping every 10 s and its pong: a frame each, at most as dear as one that brings something.
    private const double IdleFramesPerSecond = (1.0 / 25) + (2.0 / 10);

    /// <summary>Of an instance on two cores that it shares with its clients, as measured.</summary>
    private const double HandshakesPerSecond = 1000;

    /// <summary>Kestrel's backlog.</summary>
    private const double Backlog = 512;

    private const int PerInstance = 20_000;

    private static readonly string Page = Path.Combine(Repository.Root, "docs", "scale.md");

    [Theory]
    [InlineData("what it takes")]
    [InlineData("storm")]
    public async Task The_page_says_what_is_computed(string table)
    {
        var text = await File.ReadAllTextAsync(Page, TestContext.Current.CancellationToken);
        var (begin, end) = ($"<!-- {table} -->\n", $"<!-- end of {table} -->");
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, text.IndexOf(end, StringComparison.Ordinal));
        var computed = table == "storm" ? Storms() : WhatItTakes();
        if (Environment.GetEnvironmentVariable("SCALE") == "write")
        {
            await File.WriteAllTextAsync(Page, text[..from] + computed + text[to..], TestContext.Current.CancellationToken);
        }
        else
        {
            text[from..to].ShouldBe(computed);
        }
    }

    private static string WhatItTakes()
    {
        var lines = new StringBuilder("| what | how much | machines |\n| --- | ---: | ---: |\n");
        Add("writing 100,000 notifications a second, one request each", PerSecond * PerNotification / 1000, "cores", CoresUsed);
        Add("sending them to one receiver each", PerSecond * PerFrame / 1000, "cores", CoresUsed);
        Add("heartbeats and pings of 1,000,000 receivers", Users * IdleFramesPerSecond * PerFrame / 1000, "cores", CoresUsed);
        Add("1,000,000 open receivers", Users * PerSocket / 1024 / 1024, "GiB", ConnectionMemory / 1024 / 1024);
        Add("all of them coming back within a minute", Users / 60 * PerHandshake / 1000, "cores", CoresUsed);
        lines.Append(Invariant($"| comparing their cursors, 500 users in a query, every 5 s | {Users / 500 / 5:0} queries/s | |\n"));
        lines.Append(Invariant($"| signals on Redis, one for each notification | {PerSecond:0} commands/s | |\n"));
        lines.Append(Invariant($"| subscriptions on Redis | {Users:0} | |\n"));
        return lines.ToString();

        void Add(string what, double needed, string unit, double ofOneMachine) =>
            lines.Append(Invariant($"| {what} | {needed:0.0} {unit} | {Math.Ceiling(needed / ofOneMachine):0} |\n"));
    }

    private static string Storms()
    {
        var lines = new StringBuilder(
            "| instances | clients wait | half are back after | 95 % | all | attempts each | longest queue |\n| ---: | --- | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var instances in new[] { 2, 5, 20, 50 })
        {
            foreach (var (name, delay) in new (string, Func<int, Random, double>)[]
            {
                ("as this client does", OfTheClient), ("as it does when told of a restart", AfterGoodbye), ("three seconds, always", EveryThreeSeconds),
            })
            {
                var survivors = instances - 1;
                var storm = new ReconnectStorm(PerInstance, survivors * HandshakesPerSecond, survivors * Backlog, delay).Run(seed: 1);
                lines.Append(Invariant(
                    $"| {instances} | {name} | {storm.Half:0.0} s | {storm.Most:0.0} s | {storm.All:0.0} s | {storm.Attempts:0.0} | {storm.LongestWait:0.00} s |\n"));
            }
        }

        return lines.ToString();
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
