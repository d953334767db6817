package io.rollcall.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/// Lets `@Nullable` of a record's component alone say whether it may be missing.
final class RequiredComponents extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    static boolean isRequired(RecordComponent component) {
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        RecordComponent component = component(member);
        return component == null ? null : isRequired(component);
    }

    /// A null where a value has to be is as bad as none.
    @Override
    public JsonSetter.Value findSetterInfo(Annotated member) {
        RecordComponent component = component(member);
        return component != null && isRequired(component)
                ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
                : JsonSetter.Value.empty();
    }

    /// The component that a parameter of a record's constructor fills; null for anything else.
    private static @Nullable RecordComponent component(Annotated member) {
        if (member instanceof AnnotatedParameter parameter
                && parameter.getDeclaringClass().isRecord()) {
            return parameter.getDeclaringClass().getRecordComponents()[parameter.getIndex()];
        }
        return null;
    }
}
