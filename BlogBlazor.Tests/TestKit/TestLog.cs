using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace BlogBlazor.Tests.TestKit;

/// <summary>What an operator would read.</summary>
public sealed class TestLog : ILoggerProvider
{
    public ConcurrentQueue<TestLogEntry> Entries { get; } = new();

    /// <param name="category">The full name of the type that says it.</param>
    public IEnumerable<string> Of(string category) => Entries.Where(entry => entry.Category == category).Select(entry => entry.Message);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(TestLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Entries.Enqueue(new TestLogEntry(category, formatter(state, exception), exception is not null));
    }
}

public sealed record TestLogEntry(string Category, string Message, bool HasStack);
