using System.Net;
using BlogBlazor.Tests.TestKit;
using Npgsql;

namespace BlogBlazor.Tests.Faults;

/// <summary>PostgreSQL is restarted under load, or has no connection left: a clear 503, nothing half-written, and it goes on by itself.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class PostgreSqlAwayTests : IDisposable
{
    private const int MaxConnections = 30;

    private readonly PostgreSqlServer _server = new($"max_connections = {MaxConnections}");

    [Fact]
    public async Task Nothing_is_lost_when_PostgreSQL_is_restarted_under_load()
    {
        await using var app = Start();
        using var administrator = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var publisher = new FaultPublisher(administrator, "minh");
        await using var receivers = FaultReceivers.OfEachKind(minh);
        var halfWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var publishing = publisher.PublishAsync(FaultScale.Of(300, 10_000), acknowledged: count =>
        {
            if (count == 100)
            {
                halfWay.TrySetResult();
            }
        });

        await halfWay.Task;
        _server.Stop();
        using (var refused = await publisher.SendAsync("while it is away"))
        {
            await refused.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        using (var ready = await minh.GetAsync("/health/ready"))
        {
            ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        _server.Start();
        await publishing;

        await new FaultChecker(minh).NothingIsLostAsync(publisher.Acknowledged, receivers);
    }

    [Fact]
    public async Task Used_up_connections_are_a_503_and_all_goes_on_when_there_are_some()
    {
        await using var app = Start();
        using var administrator = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var publisher = new FaultPublisher(administrator, "minh");
        await using var receivers = FaultReceivers.OfEachKind(minh);
        await publisher.PublishAsync(10);
        await receivers.ReachAsync(10);

        var others = new List<NpgsqlConnection>();
        try
        {
            await UseUpAsync(others);
            using var refused = await publisher.SendAsync("without a connection");
            await refused.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            foreach (var connection in others)
            {
                await connection.DisposeAsync();
            }
        }

        await publisher.PublishAsync(10);
        await new FaultChecker(minh).NothingIsLostAsync(publisher.Acknowledged, receivers);
    }

    public void Dispose() => _server.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Takes the application's idle connections away too.</summary>
    private async Task UseUpAsync(List<NpgsqlConnection> others)
    {
        while (others.Count < MaxConnections)
        {
            var connection = new NpgsqlConnection(_server.ConnectionString("postgres") + ";Pooling=false");
            try
            {
                await connection.OpenAsync(Cancel);
                others.Add(connection);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                await connection.DisposeAsync();
                await using var command = new NpgsqlCommand(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'BlogBlazor'", others[0]);
                await command.ExecuteNonQueryAsync(Cancel);
            }
        }
    }

    private BlogApplication Start() => BlogApplication.Start(new Dictionary<string, string>
    {
        ["Database:Provider"] = "PostgreSQL",
        ["ConnectionStrings:Blog"] = _server.ConnectionString(_server.CreateEmptyDatabase()) + ";Maximum Pool Size=10",
    });
}
