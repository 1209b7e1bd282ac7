using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BlogBlazor.Data;

public sealed class UtcDateTimeConverter()
    : ValueConverter<DateTime, DateTime>(value => value, stored => DateTime.SpecifyKind(stored, DateTimeKind.Utc));
