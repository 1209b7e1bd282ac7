using System.Diagnostics;
using BlogBlazor.Data;
using BlogBlazor.Data.PostgreSql;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// Debian's PostgreSQL with a cluster of its own in a temporary folder. It never waits for the disk: these tests kill
/// programs, not machines. Where it is not installed the test is skipped.
/// </summary>
public sealed class PostgreSqlServer : IDisposable
{
    private const string Installations = "/usr/lib/postgresql";
    private const string Template = "template_of_tests";

    private static readonly Lazy<PostgreSqlServer> Shared = new(() =>
    {
        var server = new PostgreSqlServer();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        server.MakeTemplate();
        return server;
    });

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blogblazor-postgresql-");
    private int _databases;

    public PostgreSqlServer(params string[] settings)
    {
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            Run("chown", "postgres", _folder.FullName);
        }

        AsOwner("initdb", "--pgdata", Data, "--username", "blog", "--auth", "trust", "--locale", "C.UTF-8", "--encoding", "UTF8");
        File.AppendAllLines(Path.Combine(Data, "postgresql.conf"),
        [
            $"port = {Port}", "listen_addresses = '127.0.0.1'", $"unix_socket_directories = '{_folder.FullName}'",
            "fsync = off", "max_connections = 500", .. settings,
        ]);
        Start();
    }

    /// <summary>One for all tests of a run.</summary>
    public static PostgreSqlServer OfThisRun => Shared.Value;

    public int Port { get; } = ITestRedis.FreePort();

    private string Data => Path.Combine(_folder.FullName, "data");

    private static string Programs => Directory.Exists(Installations)
        ? Path.Combine(Directory.EnumerateDirectories(Installations).Max()!, "bin")
        : "";

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Database={database};Username=blog;Connection Idle Lifetime=10;Connection Pruning Interval=5";

    public void Start() => AsOwner("pg_ctl", "start", "--wait", "--silent", "--pgdata", Data, "--log", Path.Combine(_folder.FullName, "log"));

    /// <summary>As after a crash: nobody is waited for.</summary>
    public void Stop() => AsOwner("pg_ctl", "stop", "--wait", "--silent", "--mode", "immediate", "--pgdata", Data);

    /// <returns>The name of a new database, empty.</returns>
    public string CreateEmptyDatabase() => CreateDatabase("template0");

    /// <returns>The name of a new database that is up to date, which is quicker than to bring an empty one there.</returns>
    public string CreateDatabase() => CreateDatabase(Template);

    public void DropDatabase(string name) => Execute("postgres", $"DROP DATABASE \"{name}\" WITH (FORCE)");

    public void Execute(string database, string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        connection.Open();
#pragma warning disable CA2100 // The statements are the tests' own.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        Stop();
        Run("rm", "-r", _folder.FullName);
    }

    private string CreateDatabase(string template)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        Execute("postgres", $"CREATE DATABASE \"{name}\" TEMPLATE \"{template}\"");
        return name;
    }

    private void MakeTemplate()
    {
        Execute("postgres", $"CREATE DATABASE \"{Template}\" TEMPLATE template0");
        var options = new DbContextOptionsBuilder<PostgreSqlDbContext>().UseNpgsql(ConnectionString(Template) + ";Pooling=false").Options;
        using var gate = new WriteGate(writers: 1);
        using var db = new PostgreSqlDbContext(options, gate);
        db.Database.Migrate();
    }

    private static void AsOwner(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs, program);
        Assert.SkipUnless(File.Exists(path), "PostgreSQL is not installed (apt-get install postgresql)");
        if (Environment.IsPrivilegedProcess)
        {
            Run("setpriv", ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", path, .. arguments]);
        }
        else
        {
            Run(path, arguments);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        // Its output goes nowhere: the server would inherit a pipe and hold it open.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. arguments]))!;
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, program);
    }
}
