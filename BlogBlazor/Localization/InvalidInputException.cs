namespace BlogBlazor.Localization;

/// <summary>What somebody typed cannot be taken: the messages, in their language, by field. Nothing was written.</summary>
public class InvalidInputException(IReadOnlyDictionary<string, string[]> errors) : Exception("The input is not valid.")
{
    /// <summary>By field, in the API's spelling ("title"); under "" what belongs to none.</summary>
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

/// <summary>Nothing is wrong with the input, but it is not taken from this user, or not any more. The API answers 403.</summary>
public sealed class RefusedException(string field, string reason)
    : InvalidInputException(new Dictionary<string, string[]> { [field] = [reason] })
{
    /// <exception cref="RefusedException"><paramref name="refused"/></exception>
    public static void ThrowIf(bool refused, string field, string reason)
    {
        if (refused)
        {
            throw new RefusedException(field, reason);
        }
    }
}

/// <summary>Nothing is wrong with the input, but too much came in the last minute. The API answers 429.</summary>
public sealed class TooFastException(string reason) : InvalidInputException(new Dictionary<string, string[]> { [""] = [reason] });
