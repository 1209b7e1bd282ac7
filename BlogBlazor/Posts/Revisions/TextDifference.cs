using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace BlogBlazor.Posts.Revisions;

/// <summary>What changed from one text to another, line by line, and within changed lines word by word.</summary>
public static class TextDifference
{
    // Two texts that have nothing in common take time by the product of their lengths.
    private const int MaxLines = 3_000;
    private const int MaxLineLength = 2_000;
    private const int Context = 3;

    /// <returns>Null when the texts are too long to compare.</returns>
    public static IReadOnlyList<DifferenceLine>? Between(string old, string @new)
    {
        var (before, after) = (old.ReplaceLineEndings("\n"), @new.ReplaceLineEndings("\n"));
        if (before.AsSpan().Count('\n') >= MaxLines || after.AsSpan().Count('\n') >= MaxLines)
        {
            return null;
        }

        var hasLongLines = before.Split('\n').Concat(after.Split('\n')).Any(line => line.Length > MaxLineLength);
        IChunker words = hasLongLines ? LineChunker.Instance : WordChunker.Instance;
        var model = SideBySideDiffBuilder.Diff(
            Differ.Instance, before, after, ignoreWhiteSpace: false, ignoreCase: false, LineChunker.Instance, words);
        return Shortened(Lines(model));
    }

    /// <summary>Of neighbouring changed lines first what was removed, then what was added.</summary>
    private static List<DifferenceLine> Lines(SideBySideDiffModel model)
    {
        var lines = new List<DifferenceLine>();
        var added = new List<DifferenceLine>();
        foreach (var (old, @new) in model.OldText.Lines.Zip(model.NewText.Lines))
        {
            if (old.Type == ChangeType.Unchanged)
            {
                lines.AddRange(added);
                added.Clear();
                lines.Add(new DifferenceLine(LineChange.None, [new DifferencePiece(old.Text, false)]));
                continue;
            }

            if (old.Type != ChangeType.Imaginary)
            {
                lines.Add(new DifferenceLine(LineChange.Removed, Pieces(old)));
            }

            if (@new.Type != ChangeType.Imaginary)
            {
                added.Add(new DifferenceLine(LineChange.Added, Pieces(@new)));
            }
        }

        return [.. lines, .. added];
    }

    private static List<DifferencePiece> Pieces(DiffPiece line) =>
        line.Type == ChangeType.Modified && line.SubPieces.Count > 0
            ? [.. line.SubPieces.Where(piece => piece.Text is not null)
                .Select(piece => new DifferencePiece(piece.Text, piece.Type != ChangeType.Unchanged))]
            : [new DifferencePiece(line.Text ?? "", false)];

    /// <summary>Leaves out what is far from any change.</summary>
    private static List<DifferenceLine> Shortened(List<DifferenceLine> lines)
    {
        var shown = new bool[lines.Count];
        for (var changed = 0; changed < lines.Count; changed++)
        {
            if (lines[changed].Change != LineChange.None)
            {
                for (var near = Math.Max(changed - Context, 0); near <= Math.Min(changed + Context, lines.Count - 1); near++)
                {
                    shown[near] = true;
                }
            }
        }

        var result = new List<DifferenceLine>();
        for (var index = 0; index < lines.Count;)
        {
            var end = index;
            while (end < lines.Count && !shown[end])
            {
                end++;
            }

            result.Add(end > index ? new DifferenceLine(LineChange.None, [], LeftOut: end - index) : lines[index]);
            index = Math.Max(end, index + 1);
        }

        return result;
    }
}

public enum LineChange
{
    None,
    Removed,
    Added,
}

/// <param name="LeftOut">How many unchanged lines this stands for; 0 when it is a line itself.</param>
public sealed record DifferenceLine(LineChange Change, IReadOnlyList<DifferencePiece> Pieces, int LeftOut = 0);

/// <param name="IsChanged">Within a line of which other parts are the same.</param>
public sealed record DifferencePiece(string Text, bool IsChanged);
