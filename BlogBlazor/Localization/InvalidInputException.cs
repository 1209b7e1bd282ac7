namespace BlogBlazor.Localization;

/// <summary>What somebody typed cannot be taken: the messages, in their language, by field. Nothing was written.</summary>
public sealed class InvalidInputException(IReadOnlyDictionary<string, string[]> errors) : Exception("The input is not valid.")
{
    /// <summary>By field, in the API's spelling ("title").</summary>
    public IReadOnlyDictionary<string, string[]> Errors => errors;

    /// <exception cref="InvalidInputException">Some field has a problem.</exception>
    public static void ThrowIfAny(params (string Field, string? Problem)[] checks)
    {
        var errors = checks.Where(check => check.Problem is not null)
            .ToDictionary(check => check.Field, check => new[] { check.Problem! });
        if (errors.Count > 0)
        {
            throw new InvalidInputException(errors);
        }
    }
}
