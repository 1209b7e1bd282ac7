namespace BlogBlazor.Localization;

/// <summary>
/// Names the application's texts: the English text is the key, <c>Texts.vi.resx</c> beside this file has the Vietnamese.
/// </summary>
public sealed class Texts;
