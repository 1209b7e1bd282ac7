namespace BlogBlazor.Moving;

/// <summary>How far it is, on a terminal; elsewhere, as in a log, nothing.</summary>
internal sealed class ProgressBar : IDisposable
{
    private const int Width = 40;

    private readonly bool _isShown = !Console.IsErrorRedirected;
    private int _percent = -1;

    /// <param name="done">From 0 to 1.</param>
    public void Show(double done, string what)
    {
        var percent = (int)(100 * Math.Clamp(done, 0, 1));
        if (_isShown && percent != _percent)
        {
            _percent = percent;
            var bar = new string('█', percent * Width / 100).PadRight(Width, '░');
            Console.Error.Write($"\r{bar} {percent,3} %  {(what.Length > 40 ? what[..40] : what),-40}");
        }
    }

    public void Dispose()
    {
        if (_isShown && _percent >= 0)
        {
            Console.Error.WriteLine();
        }
    }
}
