using BlogBlazor.Data;
using BlogBlazor.Data.PostgreSql;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Data;

/// <summary>What an instance finds when it starts: nothing yet, a copy, or a database that is newer than itself.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class PostgreSqlStartTests : IDisposable
{
    private readonly string _database = Server.CreateEmptyDatabase();

    private static PostgreSqlServer Server => PostgreSqlServer.OfThisRun;

    [Fact]
    public async Task Two_that_start_at_the_same_moment_on_an_empty_database_both_come_up()
    {
        var (a, b) = (ServerProcess.FreeAddress(), ServerProcess.FreeAddress());

        var both = await Task.WhenAll(StartAsync(a), StartAsync(b));

        using var lan = new TestUser(a, ServerProcess.AdministratorEmail);
        await lan.SignInAsync();
        using var there = lan.At(b);
        (await there.ProfileAsync()).Handle.ShouldBe("lan");
        foreach (var server in both)
        {
            await server.DisposeAsync();
        }

        await using var db = Open(_database);
        (await db.Database.GetAppliedMigrationsAsync(Cancel)).ShouldBe(db.Database.GetMigrations());
        (await db.Users.CountAsync(user => user.IsAdministrator, Cancel)).ShouldBe(1);
        (await db.DataProtectionKeys.CountAsync(Cancel)).ShouldBe(1, "A second key would sign what the other instance cannot read yet.");
    }

    [Fact]
    public async Task A_database_that_is_newer_than_the_process_is_said_and_used()
    {
        await using (await StartAsync(ServerProcess.FreeAddress()))
        {
        }

        Server.Execute(_database, """INSERT INTO "__EFMigrationsHistory" VALUES ('29991231000000_FromTheFuture', '99.0.0')""");
        await using var server = await StartAsync(ServerProcess.FreeAddress());

        server.Output.ShouldContain("The database is newer than this version of the application: it does not know 29991231000000_FromTheFuture.");
    }

    [Fact]
    public async Task A_database_in_another_encoding_stops_the_start_with_a_sentence()
    {
        Server.Execute("postgres", $"CREATE DATABASE {_database}_ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");

        var (exitCode, _, errors) = await ServerProcess.RunAsync(
            ["--urls", ServerProcess.FreeAddress().ToString()],
            ("Database:Provider", "PostgreSQL"),
            ("ConnectionStrings:Blog", Server.ConnectionString(_database + "_ascii")));

        exitCode.ShouldBe(1);
        errors.Trim().ShouldBe("ConnectionStrings:Blog names a database in SQL_ASCII, but it must be in UTF8: CREATE DATABASE blog ENCODING 'UTF8' TEMPLATE template0.");
    }

    [Fact]
    public async Task A_restart_keeps_the_epoch_and_a_copy_gets_another()
    {
        var epoch = await EpochOfAsync(_database);
        (await EpochOfAsync(_database)).ShouldBe(epoch);

        Server.Execute("postgres", $"CREATE DATABASE copy_of_{_database} TEMPLATE {_database}");
        (await EpochOfAsync($"copy_of_{_database}")).ShouldNotBe(epoch);
    }

    public void Dispose() => Server.DropDatabase(_database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static PostgreSqlDbContext Open(string database) => new(
        new DbContextOptionsBuilder<PostgreSqlDbContext>().UseNpgsql(Server.ConnectionString(database)).Options, new WriteGate(writers: 1));

    private static async Task<string> EpochOfAsync(string database)
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string>
        {
            ["Database:Provider"] = "PostgreSQL",
            ["ConnectionStrings:Blog"] = Server.ConnectionString(database) + ";Pooling=false",
        });
        return app.Services.GetRequiredService<Epoch>().Value;
    }

    private Task<ServerProcess> StartAsync(Uri address) => ServerProcess.StartAsync(
        address,
        ("Database:Provider", "PostgreSQL"),
        ("ConnectionStrings:Blog", Server.ConnectionString(_database)));
}
