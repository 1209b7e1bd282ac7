using System.Globalization;

namespace BlogBlazor.Moving;

/// <summary>What was done, and what was not understood, said at the end.</summary>
internal sealed class MovingReport
{
    /// <summary>So many are listed; the rest is counted.</summary>
    private const int MaxNotes = 2_000;

    private readonly List<string> _notes = [];
    private int _more;

    public int Posts { get; set; }
    public int Comments { get; set; }
    public int Images { get; set; }
    public int ThereAlready { get; set; }

    /// <summary>Files of which nothing was taken in.</summary>
    public int Failed { get; private set; }

    /// <summary>Something of it is not as it was.</summary>
    public void Note(string file, int line, string what)
    {
        if (_notes.Count == MaxNotes)
        {
            _more++;
        }
        else
        {
            _notes.Add(string.Create(CultureInfo.InvariantCulture, $"{file}:{line}: {what}"));
        }
    }

    public void Fail(string file, int line, string what)
    {
        Failed++;
        Note(file, line, $"left out: {what}");
    }

    public async Task WriteAsync(TextWriter output, bool dryRun)
    {
        foreach (var note in _notes)
        {
            await output.WriteLineAsync(note);
        }

        if (_more > 0)
        {
            await output.WriteLineAsync($"… and {_more} more.");
        }

        await output.WriteLineAsync(
            $"{(dryRun ? "Nothing was written. It would be " : "")}{Posts} posts, {Comments} comments, {Images} images; there already: {ThereAlready}; left out: {Failed}; notes: {_notes.Count + _more}.");
    }
}
