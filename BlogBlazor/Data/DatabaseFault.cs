using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data;

public static class DatabaseFault
{
    /// <summary>Whether the database refused: it is locked, full or away, and the same may work in a moment.</summary>
    public static bool IsDatabaseFault(this Exception exception) => exception is DbException or DbUpdateException;
}
