impl serde::Serialize for BudgetGuard {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if self.amount != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.BudgetGuard", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if self.amount != 0 {
            struct_ser.serialize_field("amount", &self.amount)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for BudgetGuard {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "amount",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Amount,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "amount" => Ok(GeneratedField::Amount),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = BudgetGuard;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.BudgetGuard")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<BudgetGuard, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut amount__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Amount => {
                            if amount__.is_some() {
                                return Err(serde::de::Error::duplicate_field("amount"));
                            }
                            amount__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(BudgetGuard {
                    id: id__.unwrap_or_default(),
                    amount: amount__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.BudgetGuard", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CheckpointGuard {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.execution.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.CheckpointGuard", len)?;
        if !self.execution.is_empty() {
            struct_ser.serialize_field("execution", &self.execution)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if self.version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&self.version).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CheckpointGuard {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "execution",
            "name",
            "version",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Execution,
            Name,
            Version,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "execution" => Ok(GeneratedField::Execution),
                            "name" => Ok(GeneratedField::Name),
                            "version" => Ok(GeneratedField::Version),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CheckpointGuard;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.CheckpointGuard")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CheckpointGuard, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut execution__ = None;
                let mut name__ = None;
                let mut version__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Execution => {
                            if execution__.is_some() {
                                return Err(serde::de::Error::duplicate_field("execution"));
                            }
                            execution__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(CheckpointGuard {
                    execution: execution__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.CheckpointGuard", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CheckpointResult {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.checkpoint.is_some() {
            len += 1;
        }
        if !self.cancelled_timer_ids.is_empty() {
            len += 1;
        }
        if !self.too_late_timer_ids.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.CheckpointResult", len)?;
        if let Some(v) = self.checkpoint.as_ref() {
            struct_ser.serialize_field("checkpoint", v)?;
        }
        if !self.cancelled_timer_ids.is_empty() {
            struct_ser.serialize_field("cancelledTimerIds", &self.cancelled_timer_ids)?;
        }
        if !self.too_late_timer_ids.is_empty() {
            struct_ser.serialize_field("tooLateTimerIds", &self.too_late_timer_ids)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CheckpointResult {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "checkpoint",
            "cancelled_timer_ids",
            "cancelledTimerIds",
            "too_late_timer_ids",
            "tooLateTimerIds",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Checkpoint,
            CancelledTimerIds,
            TooLateTimerIds,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "checkpoint" => Ok(GeneratedField::Checkpoint),
                            "cancelledTimerIds" | "cancelled_timer_ids" => Ok(GeneratedField::CancelledTimerIds),
                            "tooLateTimerIds" | "too_late_timer_ids" => Ok(GeneratedField::TooLateTimerIds),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CheckpointResult;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.CheckpointResult")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CheckpointResult, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut checkpoint__ = None;
                let mut cancelled_timer_ids__ = None;
                let mut too_late_timer_ids__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Checkpoint => {
                            if checkpoint__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checkpoint"));
                            }
                            checkpoint__ = map_.next_value()?;
                        }
                        GeneratedField::CancelledTimerIds => {
                            if cancelled_timer_ids__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cancelledTimerIds"));
                            }
                            cancelled_timer_ids__ = Some(map_.next_value()?);
                        }
                        GeneratedField::TooLateTimerIds => {
                            if too_late_timer_ids__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tooLateTimerIds"));
                            }
                            too_late_timer_ids__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CheckpointResult {
                    checkpoint: checkpoint__,
                    cancelled_timer_ids: cancelled_timer_ids__.unwrap_or_default(),
                    too_late_timer_ids: too_late_timer_ids__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.CheckpointResult", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for EmitResult {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.event_id.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.EmitResult", len)?;
        if !self.event_id.is_empty() {
            struct_ser.serialize_field("eventId", &self.event_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for EmitResult {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "event_id",
            "eventId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            EventId,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "eventId" | "event_id" => Ok(GeneratedField::EventId),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = EmitResult;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.EmitResult")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<EmitResult, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut event_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::EventId => {
                            if event_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventId"));
                            }
                            event_id__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(EmitResult {
                    event_id: event_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.EmitResult", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Guard {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.guard.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.Guard", len)?;
        if let Some(v) = self.guard.as_ref() {
            match v {
                guard::Guard::Checkpoint(v) => {
                    struct_ser.serialize_field("checkpoint", v)?;
                }
                guard::Guard::Timer(v) => {
                    struct_ser.serialize_field("timer", v)?;
                }
                guard::Guard::Lease(v) => {
                    struct_ser.serialize_field("lease", v)?;
                }
                guard::Guard::Budget(v) => {
                    struct_ser.serialize_field("budget", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Guard {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "checkpoint",
            "timer",
            "lease",
            "budget",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Checkpoint,
            Timer,
            Lease,
            Budget,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "checkpoint" => Ok(GeneratedField::Checkpoint),
                            "timer" => Ok(GeneratedField::Timer),
                            "lease" => Ok(GeneratedField::Lease),
                            "budget" => Ok(GeneratedField::Budget),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Guard;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.Guard")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Guard, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut guard__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Checkpoint => {
                            if guard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checkpoint"));
                            }
                            guard__ = map_.next_value::<::std::option::Option<_>>()?.map(guard::Guard::Checkpoint)
;
                        }
                        GeneratedField::Timer => {
                            if guard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            guard__ = map_.next_value::<::std::option::Option<_>>()?.map(guard::Guard::Timer)
;
                        }
                        GeneratedField::Lease => {
                            if guard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lease"));
                            }
                            guard__ = map_.next_value::<::std::option::Option<_>>()?.map(guard::Guard::Lease)
;
                        }
                        GeneratedField::Budget => {
                            if guard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("budget"));
                            }
                            guard__ = map_.next_value::<::std::option::Option<_>>()?.map(guard::Guard::Budget)
;
                        }
                    }
                }
                Ok(Guard {
                    guard: guard__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.Guard", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for LeaseGuard {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if self.token != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.LeaseGuard", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if self.token != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("token", ToString::to_string(&self.token).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for LeaseGuard {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "token",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Token,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "token" => Ok(GeneratedField::Token),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = LeaseGuard;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.LeaseGuard")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<LeaseGuard, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut token__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Token => {
                            if token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("token"));
                            }
                            token__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(LeaseGuard {
                    id: id__.unwrap_or_default(),
                    token: token__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.LeaseGuard", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for NotDone {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.cause.is_empty() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.NotDone", len)?;
        if !self.cause.is_empty() {
            struct_ser.serialize_field("cause", &self.cause)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for NotDone {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "cause",
            "state_version",
            "stateVersion",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Cause,
            StateVersion,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "cause" => Ok(GeneratedField::Cause),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = NotDone;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.NotDone")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<NotDone, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut cause__ = None;
                let mut state_version__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Cause => {
                            if cause__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cause"));
                            }
                            cause__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(NotDone {
                    cause: cause__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.NotDone", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Operation {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.optional {
            len += 1;
        }
        if self.operation.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.Operation", len)?;
        if self.optional {
            struct_ser.serialize_field("optional", &self.optional)?;
        }
        if let Some(v) = self.operation.as_ref() {
            match v {
                operation::Operation::CreateTimer(v) => {
                    struct_ser.serialize_field("createTimer", v)?;
                }
                operation::Operation::CancelTimer(v) => {
                    struct_ser.serialize_field("cancelTimer", v)?;
                }
                operation::Operation::RescheduleTimer(v) => {
                    struct_ser.serialize_field("rescheduleTimer", v)?;
                }
                operation::Operation::PutCheckpoint(v) => {
                    struct_ser.serialize_field("putCheckpoint", v)?;
                }
                operation::Operation::RollbackCheckpoint(v) => {
                    struct_ser.serialize_field("rollbackCheckpoint", v)?;
                }
                operation::Operation::Settle(v) => {
                    struct_ser.serialize_field("settle", v)?;
                }
                operation::Operation::SpendBudget(v) => {
                    struct_ser.serialize_field("spendBudget", v)?;
                }
                operation::Operation::Emit(v) => {
                    struct_ser.serialize_field("emit", v)?;
                }
                operation::Operation::WithdrawTimer(v) => {
                    struct_ser.serialize_field("withdrawTimer", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Operation {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "optional",
            "create_timer",
            "createTimer",
            "cancel_timer",
            "cancelTimer",
            "reschedule_timer",
            "rescheduleTimer",
            "put_checkpoint",
            "putCheckpoint",
            "rollback_checkpoint",
            "rollbackCheckpoint",
            "settle",
            "spend_budget",
            "spendBudget",
            "emit",
            "withdraw_timer",
            "withdrawTimer",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Optional,
            CreateTimer,
            CancelTimer,
            RescheduleTimer,
            PutCheckpoint,
            RollbackCheckpoint,
            Settle,
            SpendBudget,
            Emit,
            WithdrawTimer,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "optional" => Ok(GeneratedField::Optional),
                            "createTimer" | "create_timer" => Ok(GeneratedField::CreateTimer),
                            "cancelTimer" | "cancel_timer" => Ok(GeneratedField::CancelTimer),
                            "rescheduleTimer" | "reschedule_timer" => Ok(GeneratedField::RescheduleTimer),
                            "putCheckpoint" | "put_checkpoint" => Ok(GeneratedField::PutCheckpoint),
                            "rollbackCheckpoint" | "rollback_checkpoint" => Ok(GeneratedField::RollbackCheckpoint),
                            "settle" => Ok(GeneratedField::Settle),
                            "spendBudget" | "spend_budget" => Ok(GeneratedField::SpendBudget),
                            "emit" => Ok(GeneratedField::Emit),
                            "withdrawTimer" | "withdraw_timer" => Ok(GeneratedField::WithdrawTimer),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Operation;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.Operation")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Operation, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut optional__ = None;
                let mut operation__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Optional => {
                            if optional__.is_some() {
                                return Err(serde::de::Error::duplicate_field("optional"));
                            }
                            optional__ = Some(map_.next_value()?);
                        }
                        GeneratedField::CreateTimer => {
                            if operation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createTimer"));
                            }
                            operation__ = map_.next_value::<::std::option::Option<_>>()?.map(operation::Operation::CreateTimer)
;
                        }
                        GeneratedField::CancelTimer => {
                            if operation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cancelTimer"));
                            }
                            operation__ = map_.next_value::<::std::option::Option<_>>()?.map(operation::Operation::CancelTimer)
;
                        }
                        GeneratedField::RescheduleTimer => {
                            if operation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rescheduleTimer"));
                            }
                            operation__ = map_.next_value::<::std::option::Option<_>>()?.map(operation::Operation::RescheduleTimer)
;
                        }
                        GeneratedField::PutCheckpoint => {
                            if operation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("putCheckpoint"));
                            }
                            operation__ = map_.next_value::<::std::option::Option<_>>()?.map(operation::Operation::PutCheckpoint)
;
                        }
                        GeneratedField::RollbackCheckpoint => {
                            if operation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rollbackCheckpoint"));
                            }
                            operation__ = map_.next_value::<::std::option::Option<_>>()?.map(operation::Operation::RollbackCheckpoint)
;
                        }
                        GeneratedField::Settle => {
                            if operation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("settle"));
                            }
                            operation__ = map_.next_value::<::std::option::Option<_>>()?.map(operation::Operation::Settle)
;
                        }
                        GeneratedField::SpendBudget => {
                            if operation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("spendBudget"));
                            }
                            operation__ = map_.next_value::<::std::option::Option<_>>()?.map(operation::Operation::SpendBudget)
;
                        }
                        GeneratedField::Emit => {
                            if operation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("emit"));
                            }
                            operation__ = map_.next_value::<::std::option::Option<_>>()?.map(operation::Operation::Emit)
;
                        }
                        GeneratedField::WithdrawTimer => {
                            if operation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("withdrawTimer"));
                            }
                            operation__ = map_.next_value::<::std::option::Option<_>>()?.map(operation::Operation::WithdrawTimer)
;
                        }
                    }
                }
                Ok(Operation {
                    optional: optional__.unwrap_or_default(),
                    operation: operation__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.Operation", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for OperationResult {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.result.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.OperationResult", len)?;
        if let Some(v) = self.result.as_ref() {
            match v {
                operation_result::Result::Timer(v) => {
                    struct_ser.serialize_field("timer", v)?;
                }
                operation_result::Result::Checkpoint(v) => {
                    struct_ser.serialize_field("checkpoint", v)?;
                }
                operation_result::Result::Settle(v) => {
                    struct_ser.serialize_field("settle", v)?;
                }
                operation_result::Result::Spend(v) => {
                    struct_ser.serialize_field("spend", v)?;
                }
                operation_result::Result::Emit(v) => {
                    struct_ser.serialize_field("emit", v)?;
                }
                operation_result::Result::NotDone(v) => {
                    struct_ser.serialize_field("notDone", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for OperationResult {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "timer",
            "checkpoint",
            "settle",
            "spend",
            "emit",
            "not_done",
            "notDone",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Timer,
            Checkpoint,
            Settle,
            Spend,
            Emit,
            NotDone,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "timer" => Ok(GeneratedField::Timer),
                            "checkpoint" => Ok(GeneratedField::Checkpoint),
                            "settle" => Ok(GeneratedField::Settle),
                            "spend" => Ok(GeneratedField::Spend),
                            "emit" => Ok(GeneratedField::Emit),
                            "notDone" | "not_done" => Ok(GeneratedField::NotDone),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = OperationResult;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.OperationResult")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<OperationResult, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut result__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Timer => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(operation_result::Result::Timer)
;
                        }
                        GeneratedField::Checkpoint => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checkpoint"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(operation_result::Result::Checkpoint)
;
                        }
                        GeneratedField::Settle => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("settle"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(operation_result::Result::Settle)
;
                        }
                        GeneratedField::Spend => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("spend"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(operation_result::Result::Spend)
;
                        }
                        GeneratedField::Emit => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("emit"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(operation_result::Result::Emit)
;
                        }
                        GeneratedField::NotDone => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("notDone"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(operation_result::Result::NotDone)
;
                        }
                    }
                }
                Ok(OperationResult {
                    result: result__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.OperationResult", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SettleResult {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.event_id.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.SettleResult", len)?;
        if !self.event_id.is_empty() {
            struct_ser.serialize_field("eventId", &self.event_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SettleResult {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "event_id",
            "eventId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            EventId,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "eventId" | "event_id" => Ok(GeneratedField::EventId),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SettleResult;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.SettleResult")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SettleResult, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut event_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::EventId => {
                            if event_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventId"));
                            }
                            event_id__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(SettleResult {
                    event_id: event_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.SettleResult", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SpendResult {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.spend_time.is_some() {
            len += 1;
        }
        if self.remaining != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.SpendResult", len)?;
        if let Some(v) = self.spend_time.as_ref() {
            struct_ser.serialize_field("spendTime", v)?;
        }
        if self.remaining != 0 {
            struct_ser.serialize_field("remaining", &self.remaining)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SpendResult {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "spend_time",
            "spendTime",
            "remaining",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            SpendTime,
            Remaining,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "spendTime" | "spend_time" => Ok(GeneratedField::SpendTime),
                            "remaining" => Ok(GeneratedField::Remaining),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SpendResult;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.SpendResult")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SpendResult, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut spend_time__ = None;
                let mut remaining__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::SpendTime => {
                            if spend_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("spendTime"));
                            }
                            spend_time__ = map_.next_value()?;
                        }
                        GeneratedField::Remaining => {
                            if remaining__.is_some() {
                                return Err(serde::de::Error::duplicate_field("remaining"));
                            }
                            remaining__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SpendResult {
                    spend_time: spend_time__,
                    remaining: remaining__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.SpendResult", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TimerGuard {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.TimerGuard", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TimerGuard {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "state_version",
            "stateVersion",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            StateVersion,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TimerGuard;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.TimerGuard")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TimerGuard, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut state_version__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(TimerGuard {
                    id: id__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.TimerGuard", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TimerResult {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        if self.fire_time.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.TimerResult", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        if let Some(v) = self.fire_time.as_ref() {
            struct_ser.serialize_field("fireTime", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TimerResult {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "state_version",
            "stateVersion",
            "fire_time",
            "fireTime",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            StateVersion,
            FireTime,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            "fireTime" | "fire_time" => Ok(GeneratedField::FireTime),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TimerResult;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.TimerResult")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TimerResult, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut state_version__ = None;
                let mut fire_time__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::FireTime => {
                            if fire_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fireTime"));
                            }
                            fire_time__ = map_.next_value()?;
                        }
                    }
                }
                Ok(TimerResult {
                    id: id__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                    fire_time: fire_time__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.TimerResult", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TransactRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.request_id.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if !self.guards.is_empty() {
            len += 1;
        }
        if !self.operations.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.TransactRequest", len)?;
        if !self.request_id.is_empty() {
            struct_ser.serialize_field("requestId", &self.request_id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if !self.guards.is_empty() {
            struct_ser.serialize_field("guards", &self.guards)?;
        }
        if !self.operations.is_empty() {
            struct_ser.serialize_field("operations", &self.operations)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TransactRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "request_id",
            "requestId",
            "partition_key",
            "partitionKey",
            "guards",
            "operations",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            RequestId,
            PartitionKey,
            Guards,
            Operations,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "requestId" | "request_id" => Ok(GeneratedField::RequestId),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "guards" => Ok(GeneratedField::Guards),
                            "operations" => Ok(GeneratedField::Operations),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TransactRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.TransactRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TransactRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut request_id__ = None;
                let mut partition_key__ = None;
                let mut guards__ = None;
                let mut operations__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::RequestId => {
                            if request_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestId"));
                            }
                            request_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Guards => {
                            if guards__.is_some() {
                                return Err(serde::de::Error::duplicate_field("guards"));
                            }
                            guards__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Operations => {
                            if operations__.is_some() {
                                return Err(serde::de::Error::duplicate_field("operations"));
                            }
                            operations__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(TransactRequest {
                    request_id: request_id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    guards: guards__.unwrap_or_default(),
                    operations: operations__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.TransactRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TransactResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.results.is_empty() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        if self.original_commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.TransactResponse", len)?;
        if !self.results.is_empty() {
            struct_ser.serialize_field("results", &self.results)?;
        }
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("commitIndex", ToString::to_string(&self.commit_index).as_str())?;
        }
        if self.original_commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("originalCommitIndex", ToString::to_string(&self.original_commit_index).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TransactResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "results",
            "shard",
            "commit_index",
            "commitIndex",
            "original_commit_index",
            "originalCommitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Results,
            Shard,
            CommitIndex,
            OriginalCommitIndex,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "results" => Ok(GeneratedField::Results),
                            "shard" => Ok(GeneratedField::Shard),
                            "commitIndex" | "commit_index" => Ok(GeneratedField::CommitIndex),
                            "originalCommitIndex" | "original_commit_index" => Ok(GeneratedField::OriginalCommitIndex),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TransactResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.TransactResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TransactResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut results__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                let mut original_commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Results => {
                            if results__.is_some() {
                                return Err(serde::de::Error::duplicate_field("results"));
                            }
                            results__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Shard => {
                            if shard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shard"));
                            }
                            shard__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CommitIndex => {
                            if commit_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("commitIndex"));
                            }
                            commit_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::OriginalCommitIndex => {
                            if original_commit_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("originalCommitIndex"));
                            }
                            original_commit_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(TransactResponse {
                    results: results__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                    original_commit_index: original_commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.TransactResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WithdrawTimer {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.transaction.v1.WithdrawTimer", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WithdrawTimer {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "reason",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Reason,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "reason" => Ok(GeneratedField::Reason),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WithdrawTimer;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.transaction.v1.WithdrawTimer")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WithdrawTimer, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut reason__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(WithdrawTimer {
                    id: id__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.transaction.v1.WithdrawTimer", FIELDS, GeneratedVisitor)
    }
}
