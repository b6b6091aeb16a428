using System.Reflection;
using System.Reflection.Emit;

namespace Quern.Architecture.Tests;

/// <summary>Reads a method's IL for the types that it touches: locals, caught exceptions, members called, fields read, types named.</summary>
internal static class MethodCode
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<Type> TypesUsed(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body) return [];
        return body.LocalVariables.Select(local => local.LocalType)
            .Concat(body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType!))
            .SelectMany(Usage.Parts)
            .Concat(Tokens(body.GetILAsByteArray()!).SelectMany(token => Touched(method, token)));
    }

    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            // The first byte 0xFE announces a code of two.
            var value = code[at] == 0xFE ? unchecked((short)(0xFE00 | code[at + 1])) : code[at];
            var operation = Codes[value];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
                yield return BitConverter.ToInt32(code, at);
            at += OperandSize(operation.OperandType, code, at);
        }
    }

    private static int OperandSize(OperandType kind, byte[] code, int at) => kind switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    private static IEnumerable<Type> Touched(MethodBase method, int token)
    {
        var ofType = method.DeclaringType?.GetGenericArguments();
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, ofType, ofMethod) switch
        {
            Type type => Usage.Parts(type),
            FieldInfo field => Usage.Parts(field.DeclaringType).Concat(Usage.Parts(field.FieldType)),
            MethodBase called => Usage.Parts(called.DeclaringType).Concat(Usage.Mentioned(called)),
            _ => [],
        };
    }
}
