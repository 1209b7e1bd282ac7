using System.Text.Json;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Short names for what tests read of frames and answers.</summary>
public static class JsonElementExtensions
{
    /// <summary>A frame's type; an echo has none.</summary>
    public static string? Type(this JsonElement frame) => frame.TryGetProperty("type", out var type) ? type.GetString() : null;

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static long Number(this JsonElement element, string name) => element.GetProperty(name).GetInt64();

    /// <summary>The ids of a list of notifications.</summary>
    public static long[] Ids(this JsonElement list) =>
        [.. list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetInt64())];
}
