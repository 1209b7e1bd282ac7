namespace BlogBlazor.Notifications.Circuits;

/// <summary>
/// For a list that is asked for again while it is still being read: what was asked for later, of another place or after
/// another change, is not overwritten.
/// </summary>
public sealed class LoadOrder
{
    private int _begun, _shown;

    public int Begin() => ++_begun;

    /// <summary>Whether what this load has read is shown: nothing that was asked for later is there yet.</summary>
    public bool Shows(int load)
    {
        if (load <= _shown)
        {
            return false;
        }

        _shown = load;
        return true;
    }
}
