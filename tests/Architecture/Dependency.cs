using Mono.Cecil;
using Mono.Cecil.Cil;

namespace TaskManager.Tests.Architecture;

/// <summary>One type knows another. Nested and generated types count as the type they stand in.</summary>
public sealed record Dependency(string FromAssembly, string From, string FromNamespace, string ToAssembly, string To, string ToNamespace);

/// <summary>Reads out of compiled code who knows whom: signatures, fields, attributes and bodies.</summary>
internal static class Dependencies
{
    public static IReadOnlyList<Dependency> OfAssembly(string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        return Of(assembly);
    }

    public static IReadOnlyList<Dependency> Of(AssemblyDefinition assembly)
    {
        var found = new HashSet<Dependency>();
        foreach (var type in assembly.MainModule.GetTypes())
        {
            var from = Outermost(type);
            foreach (var to in Known(type).SelectMany(Parts).Select(Outermost))
            {
                if (to.FullName != from.FullName)
                {
                    found.Add(new Dependency(assembly.Name.Name, from.Name, from.Namespace, to.Scope is ModuleDefinition ? assembly.Name.Name : to.Scope.Name, to.Name, to.Namespace));
                }
            }
        }

        return [.. found];
    }

    private static IEnumerable<TypeReference?> Known(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(each => each.InterfaceType),
        .. type.CustomAttributes.Select(each => each.AttributeType),
        .. type.Fields.Select(each => each.FieldType),
        .. type.Properties.Select(each => each.PropertyType),
        .. type.GenericParameters.SelectMany(each => each.Constraints).Select(each => each.ConstraintType),
        .. type.Methods.SelectMany(Known),
    ];

    private static IEnumerable<TypeReference?> Known(MethodDefinition method)
    {
        IEnumerable<TypeReference?> signature = [method.ReturnType, .. method.Parameters.Select(each => each.ParameterType), .. method.CustomAttributes.Select(each => each.AttributeType)];
        return method.HasBody
            ? signature.Concat(method.Body.Variables.Select(each => each.VariableType)).Concat(method.Body.Instructions.SelectMany(Known))
            : signature;
    }

    private static IEnumerable<TypeReference?> Known(Instruction instruction) => instruction.Operand switch
    {
        GenericInstanceMethod method => [method.DeclaringType, method.ReturnType, .. method.GenericArguments, .. method.Parameters.Select(each => each.ParameterType)],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(each => each.ParameterType)],
        FieldReference field => [field.DeclaringType, field.FieldType],
        TypeReference type => [type],
        _ => [],
    };

    /// <summary><c>List&lt;X[]&gt;</c> is List and X.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type;
    }
}
