using BlogBlazor.Accounts;
using BlogBlazor.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// A real SQLite file of its own for each component test: a copy of one that is made once per run and holds two
/// users, lan and minh.
/// </summary>
public sealed class ComponentDatabase : IDisposable
{
    public static readonly CurrentUser Lan = new("id-of-lan", "lan", "Lan", IsAdministrator: false);
    public static readonly CurrentUser Minh = new("id-of-minh", "minh", "Minh", IsAdministrator: false);

    private static readonly Lazy<(byte[] File, Epoch Epoch)> Template = new(MakeTemplate);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blogblazor-");

    public ComponentDatabase()
    {
        var path = Path.Combine(_folder.FullName, "blog.db");
        File.WriteAllBytes(path, Template.Value.File);
        // The product waits 5 s for a locked database; a test that locks it should not.
        ConnectionString = $"Data Source={path};Default Timeout=1";
    }

    public string ConnectionString { get; }

    public HeldReads Reads { get; } = new();

    public static Epoch Epoch => Template.Value.Epoch;

    /// <summary>Another program holds the database's one write transaction until this is disposed.</summary>
    public IDisposable Lock()
    {
        var connection = OpenConnection();
        Execute(connection, "BEGIN IMMEDIATE");
        return connection;
    }

    /// <summary>To add, change or delete a row of a table fails, at once, until <see cref="TakeWrites"/>.</summary>
    public void RefuseWrites(string table)
    {
        using var connection = OpenConnection();
        Execute(connection, $"""
            CREATE TRIGGER "no_insert_{table}" BEFORE INSERT ON "{table}" BEGIN SELECT RAISE(ABORT, 'refused by the test'); END;
            CREATE TRIGGER "no_update_{table}" BEFORE UPDATE ON "{table}" BEGIN SELECT RAISE(ABORT, 'refused by the test'); END;
            CREATE TRIGGER "no_delete_{table}" BEFORE DELETE ON "{table}" BEGIN SELECT RAISE(ABORT, 'refused by the test'); END;
            """);
    }

    public void TakeWrites(string table)
    {
        using var connection = OpenConnection();
        Execute(connection, $"""DROP TRIGGER "no_insert_{table}"; DROP TRIGGER "no_update_{table}"; DROP TRIGGER "no_delete_{table}";""");
    }

    /// <summary>Every query that reads or writes a table fails, at once, until <see cref="BringBack"/>.</summary>
    public void TakeAway(string table)
    {
        using var connection = OpenConnection();
        Execute(connection, $"""ALTER TABLE "{table}" RENAME TO "away {table}";""");
    }

    public void BringBack(string table)
    {
        using var connection = OpenConnection();
        Execute(connection, $"""ALTER TABLE "away {table}" RENAME TO "{table}";""");
    }

    public void Dispose()
    {
        using (var pool = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(pool);
        }

        // A component may still be reading, which makes files: not where the folder is called otherwise.
        _folder.MoveTo(_folder.FullName + "-over");
        _folder.Delete(recursive: true);
    }

    private SqliteConnection OpenConnection()
    {
        var connection = new SqliteConnection(ConnectionString + ";Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are those above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static (byte[] File, Epoch Epoch) MakeTemplate()
    {
        var folder = Directory.CreateTempSubdirectory("blogblazor-");
        try
        {
            var path = Path.Combine(folder.FullName, "template.db");
            MigratedDatabase.CopyTo(path);
            var options = new DbContextOptionsBuilder<BlogDbContext>().UseSqlite($"Data Source={path};Pooling=False").Options;
            var epoch = new Epoch();
            using var gate = new WriteGate(writers: 1);
            using (var db = new BlogDbContext(options, gate))
            {
                db.Users.AddRange(Account(Lan), Account(Minh));
                db.SaveChanges();
                epoch.LoadAsync(db, isRestored: false, CancellationToken.None).GetAwaiter().GetResult();
            }

            return (File.ReadAllBytes(path), epoch);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BlogUser Account(CurrentUser user) => new()
    {
        Id = user.Id,
        UserName = $"{user.Handle}@example.com",
        Email = $"{user.Handle}@example.com",
        Handle = user.Handle,
        DisplayName = user.DisplayName,
    };
}
