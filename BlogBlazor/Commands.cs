using System.CommandLine;
using BlogBlazor.Announcements;
using BlogBlazor.Data.Demo;
using BlogBlazor.Data.PostgreSql;
using BlogBlazor.Data.Sqlite;
using BlogBlazor.Moving;

namespace BlogBlazor;

/// <summary>What the program does instead of serving, when its first word says so.</summary>
internal static class Commands
{
    /// <summary>
    /// A word, or a question for help; a server is given none, but <c>--urls …</c> or <c>Key=value</c>. An unknown word is
    /// refused: a mistyped command must not start a server.
    /// </summary>
    public static bool AreAskedFor(string[] args) =>
        args is ["--help" or "-h" or "-?" or "--version", ..]
        || (args is [[not '-' and not '/', ..] word, ..] && !word.Contains('=', StringComparison.Ordinal));

    public static Task<int> RunAsync(string[] args) =>
        new RootCommand("A blog with live notifications. Without a command it serves, with any configuration key as --Key value.")
        {
            NotifyCommand.Create(),
            BackupCommand.Create(),
            RestoreCommand.Create(),
            MoveCommand.Create(),
            SeedDemoCommand.Create(),
            ImportCommand.Create(),
            ExportCommand.Create(),
        }
        // What stops a start is told as it is for the server, not with a stack trace.
        .Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
