using System.Reflection;
using Quern.Definitions;
using Quern.Definitions.Expressions;
using Quern.Schema;
using Quern.Values;

namespace Quern;

/// <summary>Reads a row record's members as the fields of a schema: every public property that can be read and set (or initialised), in the order of declaration.</summary>
internal static class RowSchemaReader
{
    private const int MostDimensions = 1 << 16;

    public static RowSchema Read(Type record, List<Finding> findings)
    {
        var fields = new List<Field>();
        var nullability = new NullabilityInfoContext();
        foreach (var property in record.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.MetadataToken))
            if (property.CanRead && property.CanWrite && Read(record.Name, property, nullability, findings) is { } field)
            {
                if (fields.Find(other => other.Column == field.Column) is { } first) findings.Add(DefinitionFindings.DuplicateColumn(record.Name, field.Column, first.Member, field.Member));
                fields.Add(field);
            }

        if (fields.Count == 0) findings.Add(DefinitionFindings.NoColumns(record.Name));
        return new(record.Name, fields);
    }

    private static Field? Read(string record, PropertyInfo property, NullabilityInfoContext nullability, List<Finding> findings)
    {
        var type = property.PropertyType;
        if (ClrKind.Of(type) is not { } kind)
        {
            findings.Add(DefinitionFindings.MemberType(record, property.Name, type));
            return null;
        }

        var column = AttributeOf(property);
        var epoch = column?.EpochOrNull;
        if (epoch is not null && kind != ValueKind.Timestamp) findings.Add(DefinitionFindings.EpochOnOther(record, property.Name, type));
        var dimensions = column?.Dimensions ?? 0;
        if (dimensions is < 0 or > MostDimensions || dimensions > 0 != (kind == ValueKind.Embedding)) findings.Add(DefinitionFindings.Dimensions(record, property.Name, type, dimensions));
        var isNullable = type.IsValueType ? Nullable.GetUnderlyingType(type) is not null : nullability.Create(property).ReadState != NullabilityState.NotNull;
        return new(column?.Name ?? SnakeCase.Of(property.Name), property.Name, kind, isNullable, epoch, dimensions);
    }

    // On a positional record [Column] lands on the constructor's parameter.
    private static ColumnAttribute? AttributeOf(PropertyInfo property) =>
        property.GetCustomAttribute<ColumnAttribute>() ?? property.DeclaringType!.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .FirstOrDefault(parameter => parameter.Name == property.Name && parameter.ParameterType == property.PropertyType)?.GetCustomAttribute<ColumnAttribute>();
}
