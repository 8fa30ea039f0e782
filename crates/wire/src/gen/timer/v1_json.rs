impl serde::Serialize for Action {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.target.is_some() {
            len += 1;
        }
        if self.after_attempts != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.Action", len)?;
        if let Some(v) = self.target.as_ref() {
            struct_ser.serialize_field("target", v)?;
        }
        if self.after_attempts != 0 {
            struct_ser.serialize_field("afterAttempts", &self.after_attempts)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Action {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "target",
            "after_attempts",
            "afterAttempts",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Target,
            AfterAttempts,
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
                            "target" => Ok(GeneratedField::Target),
                            "afterAttempts" | "after_attempts" => Ok(GeneratedField::AfterAttempts),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Action;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.Action")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Action, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut target__ = None;
                let mut after_attempts__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Target => {
                            if target__.is_some() {
                                return Err(serde::de::Error::duplicate_field("target"));
                            }
                            target__ = map_.next_value()?;
                        }
                        GeneratedField::AfterAttempts => {
                            if after_attempts__.is_some() {
                                return Err(serde::de::Error::duplicate_field("afterAttempts"));
                            }
                            after_attempts__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Action {
                    target: target__,
                    after_attempts: after_attempts__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.Action", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for AgentBinding {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.target.is_empty() {
            len += 1;
        }
        if !self.adapter.is_empty() {
            len += 1;
        }
        if !self.template.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.AgentBinding", len)?;
        if !self.target.is_empty() {
            struct_ser.serialize_field("target", &self.target)?;
        }
        if !self.adapter.is_empty() {
            struct_ser.serialize_field("adapter", &self.adapter)?;
        }
        if !self.template.is_empty() {
            struct_ser.serialize_field("template", &self.template)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for AgentBinding {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "target",
            "adapter",
            "template",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Target,
            Adapter,
            Template,
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
                            "target" => Ok(GeneratedField::Target),
                            "adapter" => Ok(GeneratedField::Adapter),
                            "template" => Ok(GeneratedField::Template),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = AgentBinding;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.AgentBinding")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<AgentBinding, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut target__ = None;
                let mut adapter__ = None;
                let mut template__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Target => {
                            if target__.is_some() {
                                return Err(serde::de::Error::duplicate_field("target"));
                            }
                            target__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Adapter => {
                            if adapter__.is_some() {
                                return Err(serde::de::Error::duplicate_field("adapter"));
                            }
                            adapter__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Template => {
                            if template__.is_some() {
                                return Err(serde::de::Error::duplicate_field("template"));
                            }
                            template__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(AgentBinding {
                    target: target__.unwrap_or_default(),
                    adapter: adapter__.unwrap_or_default(),
                    template: template__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.AgentBinding", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for BatchCreateTimersRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.requests.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.BatchCreateTimersRequest", len)?;
        if !self.requests.is_empty() {
            struct_ser.serialize_field("requests", &self.requests)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for BatchCreateTimersRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "requests",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Requests,
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
                            "requests" => Ok(GeneratedField::Requests),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = BatchCreateTimersRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.BatchCreateTimersRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<BatchCreateTimersRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut requests__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Requests => {
                            if requests__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requests"));
                            }
                            requests__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(BatchCreateTimersRequest {
                    requests: requests__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.BatchCreateTimersRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for BatchCreateTimersResponse {
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
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.BatchCreateTimersResponse", len)?;
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
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for BatchCreateTimersResponse {
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
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Results,
            Shard,
            CommitIndex,
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
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = BatchCreateTimersResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.BatchCreateTimersResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<BatchCreateTimersResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut results__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
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
                    }
                }
                Ok(BatchCreateTimersResponse {
                    results: results__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.BatchCreateTimersResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for BatchCreateTimersResult {
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
        if self.existing {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.BatchCreateTimersResult", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        if self.existing {
            struct_ser.serialize_field("existing", &self.existing)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for BatchCreateTimersResult {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "state_version",
            "stateVersion",
            "existing",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            StateVersion,
            Existing,
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
                            "existing" => Ok(GeneratedField::Existing),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = BatchCreateTimersResult;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.BatchCreateTimersResult")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<BatchCreateTimersResult, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut state_version__ = None;
                let mut existing__ = None;
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
                        GeneratedField::Existing => {
                            if existing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("existing"));
                            }
                            existing__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(BatchCreateTimersResult {
                    id: id__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                    existing: existing__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.BatchCreateTimersResult", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CancelOutcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "CANCEL_OUTCOME_UNSPECIFIED",
            Self::Cancelled => "CANCEL_OUTCOME_CANCELLED",
            Self::TooLate => "CANCEL_OUTCOME_TOO_LATE",
            Self::Superseded => "CANCEL_OUTCOME_SUPERSEDED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for CancelOutcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "CANCEL_OUTCOME_UNSPECIFIED",
            "CANCEL_OUTCOME_CANCELLED",
            "CANCEL_OUTCOME_TOO_LATE",
            "CANCEL_OUTCOME_SUPERSEDED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = CancelOutcome;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "CANCEL_OUTCOME_UNSPECIFIED" => Ok(CancelOutcome::Unspecified),
                    "CANCEL_OUTCOME_CANCELLED" => Ok(CancelOutcome::Cancelled),
                    "CANCEL_OUTCOME_TOO_LATE" => Ok(CancelOutcome::TooLate),
                    "CANCEL_OUTCOME_SUPERSEDED" => Ok(CancelOutcome::Superseded),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for CancelTimerRequest {
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
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.CancelTimerRequest", len)?;
        if !self.request_id.is_empty() {
            struct_ser.serialize_field("requestId", &self.request_id)?;
        }
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CancelTimerRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "request_id",
            "requestId",
            "id",
            "partition_key",
            "partitionKey",
            "state_version",
            "stateVersion",
            "reason",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            RequestId,
            Id,
            PartitionKey,
            StateVersion,
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
                            "requestId" | "request_id" => Ok(GeneratedField::RequestId),
                            "id" => Ok(GeneratedField::Id),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
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
            type Value = CancelTimerRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.CancelTimerRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CancelTimerRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut request_id__ = None;
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut state_version__ = None;
                let mut reason__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::RequestId => {
                            if request_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestId"));
                            }
                            request_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CancelTimerRequest {
                    request_id: request_id__.unwrap_or_default(),
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.CancelTimerRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CancelTimerResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.outcome != 0 {
            len += 1;
        }
        if !self.event_id.is_empty() {
            len += 1;
        }
        if self.state_version != 0 {
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
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.CancelTimerResponse", len)?;
        if self.outcome != 0 {
            let v = CancelOutcome::try_from(self.outcome)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.outcome)))?;
            struct_ser.serialize_field("outcome", &v)?;
        }
        if !self.event_id.is_empty() {
            struct_ser.serialize_field("eventId", &self.event_id)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
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
impl<'de> serde::Deserialize<'de> for CancelTimerResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "outcome",
            "event_id",
            "eventId",
            "state_version",
            "stateVersion",
            "shard",
            "commit_index",
            "commitIndex",
            "original_commit_index",
            "originalCommitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Outcome,
            EventId,
            StateVersion,
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
                            "outcome" => Ok(GeneratedField::Outcome),
                            "eventId" | "event_id" => Ok(GeneratedField::EventId),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
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
            type Value = CancelTimerResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.CancelTimerResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CancelTimerResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut outcome__ = None;
                let mut event_id__ = None;
                let mut state_version__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                let mut original_commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value::<CancelOutcome>()? as i32);
                        }
                        GeneratedField::EventId => {
                            if event_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventId"));
                            }
                            event_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
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
                Ok(CancelTimerResponse {
                    outcome: outcome__.unwrap_or_default(),
                    event_id: event_id__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                    original_commit_index: original_commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.CancelTimerResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CancelTimersRequest {
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
        if self.page_size != 0 {
            len += 1;
        }
        if !self.page_token.is_empty() {
            len += 1;
        }
        if self.due_from.is_some() {
            len += 1;
        }
        if self.due_until.is_some() {
            len += 1;
        }
        if !self.labels.is_empty() {
            len += 1;
        }
        if !self.queue.is_empty() {
            len += 1;
        }
        if !self.name_prefix.is_empty() {
            len += 1;
        }
        if !self.id_prefix.is_empty() {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.CancelTimersRequest", len)?;
        if !self.request_id.is_empty() {
            struct_ser.serialize_field("requestId", &self.request_id)?;
        }
        if self.page_size != 0 {
            struct_ser.serialize_field("pageSize", &self.page_size)?;
        }
        if !self.page_token.is_empty() {
            struct_ser.serialize_field("pageToken", &self.page_token)?;
        }
        if let Some(v) = self.due_from.as_ref() {
            struct_ser.serialize_field("dueFrom", v)?;
        }
        if let Some(v) = self.due_until.as_ref() {
            struct_ser.serialize_field("dueUntil", v)?;
        }
        if !self.labels.is_empty() {
            struct_ser.serialize_field("labels", &self.labels)?;
        }
        if !self.queue.is_empty() {
            struct_ser.serialize_field("queue", &self.queue)?;
        }
        if !self.name_prefix.is_empty() {
            struct_ser.serialize_field("namePrefix", &self.name_prefix)?;
        }
        if !self.id_prefix.is_empty() {
            struct_ser.serialize_field("idPrefix", &self.id_prefix)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CancelTimersRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "request_id",
            "requestId",
            "page_size",
            "pageSize",
            "page_token",
            "pageToken",
            "due_from",
            "dueFrom",
            "due_until",
            "dueUntil",
            "labels",
            "queue",
            "name_prefix",
            "namePrefix",
            "id_prefix",
            "idPrefix",
            "reason",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            RequestId,
            PageSize,
            PageToken,
            DueFrom,
            DueUntil,
            Labels,
            Queue,
            NamePrefix,
            IdPrefix,
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
                            "requestId" | "request_id" => Ok(GeneratedField::RequestId),
                            "pageSize" | "page_size" => Ok(GeneratedField::PageSize),
                            "pageToken" | "page_token" => Ok(GeneratedField::PageToken),
                            "dueFrom" | "due_from" => Ok(GeneratedField::DueFrom),
                            "dueUntil" | "due_until" => Ok(GeneratedField::DueUntil),
                            "labels" => Ok(GeneratedField::Labels),
                            "queue" => Ok(GeneratedField::Queue),
                            "namePrefix" | "name_prefix" => Ok(GeneratedField::NamePrefix),
                            "idPrefix" | "id_prefix" => Ok(GeneratedField::IdPrefix),
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
            type Value = CancelTimersRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.CancelTimersRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CancelTimersRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut request_id__ = None;
                let mut page_size__ = None;
                let mut page_token__ = None;
                let mut due_from__ = None;
                let mut due_until__ = None;
                let mut labels__ = None;
                let mut queue__ = None;
                let mut name_prefix__ = None;
                let mut id_prefix__ = None;
                let mut reason__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::RequestId => {
                            if request_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestId"));
                            }
                            request_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PageSize => {
                            if page_size__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pageSize"));
                            }
                            page_size__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PageToken => {
                            if page_token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pageToken"));
                            }
                            page_token__ = Some(map_.next_value()?);
                        }
                        GeneratedField::DueFrom => {
                            if due_from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dueFrom"));
                            }
                            due_from__ = map_.next_value()?;
                        }
                        GeneratedField::DueUntil => {
                            if due_until__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dueUntil"));
                            }
                            due_until__ = map_.next_value()?;
                        }
                        GeneratedField::Labels => {
                            if labels__.is_some() {
                                return Err(serde::de::Error::duplicate_field("labels"));
                            }
                            labels__ = Some(
                                map_.next_value::<std::collections::BTreeMap<_, _>>()?
                            );
                        }
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NamePrefix => {
                            if name_prefix__.is_some() {
                                return Err(serde::de::Error::duplicate_field("namePrefix"));
                            }
                            name_prefix__ = Some(map_.next_value()?);
                        }
                        GeneratedField::IdPrefix => {
                            if id_prefix__.is_some() {
                                return Err(serde::de::Error::duplicate_field("idPrefix"));
                            }
                            id_prefix__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CancelTimersRequest {
                    request_id: request_id__.unwrap_or_default(),
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                    due_from: due_from__,
                    due_until: due_until__,
                    labels: labels__.unwrap_or_default(),
                    queue: queue__.unwrap_or_default(),
                    name_prefix: name_prefix__.unwrap_or_default(),
                    id_prefix: id_prefix__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.CancelTimersRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CancelTimersResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.cancelled != 0 {
            len += 1;
        }
        if self.too_late != 0 {
            len += 1;
        }
        if self.superseded != 0 {
            len += 1;
        }
        if self.already_cancelled != 0 {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
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
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.CancelTimersResponse", len)?;
        if self.cancelled != 0 {
            struct_ser.serialize_field("cancelled", &self.cancelled)?;
        }
        if self.too_late != 0 {
            struct_ser.serialize_field("tooLate", &self.too_late)?;
        }
        if self.superseded != 0 {
            struct_ser.serialize_field("superseded", &self.superseded)?;
        }
        if self.already_cancelled != 0 {
            struct_ser.serialize_field("alreadyCancelled", &self.already_cancelled)?;
        }
        if !self.next_page_token.is_empty() {
            struct_ser.serialize_field("nextPageToken", &self.next_page_token)?;
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
impl<'de> serde::Deserialize<'de> for CancelTimersResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "cancelled",
            "too_late",
            "tooLate",
            "superseded",
            "already_cancelled",
            "alreadyCancelled",
            "next_page_token",
            "nextPageToken",
            "shard",
            "commit_index",
            "commitIndex",
            "original_commit_index",
            "originalCommitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Cancelled,
            TooLate,
            Superseded,
            AlreadyCancelled,
            NextPageToken,
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
                            "cancelled" => Ok(GeneratedField::Cancelled),
                            "tooLate" | "too_late" => Ok(GeneratedField::TooLate),
                            "superseded" => Ok(GeneratedField::Superseded),
                            "alreadyCancelled" | "already_cancelled" => Ok(GeneratedField::AlreadyCancelled),
                            "nextPageToken" | "next_page_token" => Ok(GeneratedField::NextPageToken),
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
            type Value = CancelTimersResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.CancelTimersResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CancelTimersResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut cancelled__ = None;
                let mut too_late__ = None;
                let mut superseded__ = None;
                let mut already_cancelled__ = None;
                let mut next_page_token__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                let mut original_commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Cancelled => {
                            if cancelled__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cancelled"));
                            }
                            cancelled__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::TooLate => {
                            if too_late__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tooLate"));
                            }
                            too_late__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Superseded => {
                            if superseded__.is_some() {
                                return Err(serde::de::Error::duplicate_field("superseded"));
                            }
                            superseded__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::AlreadyCancelled => {
                            if already_cancelled__.is_some() {
                                return Err(serde::de::Error::duplicate_field("alreadyCancelled"));
                            }
                            already_cancelled__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::NextPageToken => {
                            if next_page_token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nextPageToken"));
                            }
                            next_page_token__ = Some(map_.next_value()?);
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
                Ok(CancelTimersResponse {
                    cancelled: cancelled__.unwrap_or_default(),
                    too_late: too_late__.unwrap_or_default(),
                    superseded: superseded__.unwrap_or_default(),
                    already_cancelled: already_cancelled__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                    original_commit_index: original_commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.CancelTimersResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Cancellation {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.by.is_empty() {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        if self.time.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.Cancellation", len)?;
        if !self.by.is_empty() {
            struct_ser.serialize_field("by", &self.by)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if let Some(v) = self.time.as_ref() {
            struct_ser.serialize_field("time", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Cancellation {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "by",
            "reason",
            "time",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            By,
            Reason,
            Time,
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
                            "by" => Ok(GeneratedField::By),
                            "reason" => Ok(GeneratedField::Reason),
                            "time" => Ok(GeneratedField::Time),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Cancellation;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.Cancellation")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Cancellation, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut by__ = None;
                let mut reason__ = None;
                let mut time__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::By => {
                            if by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("by"));
                            }
                            by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Time => {
                            if time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("time"));
                            }
                            time__ = map_.next_value()?;
                        }
                    }
                }
                Ok(Cancellation {
                    by: by__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    time: time__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.Cancellation", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Consistency {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "CONSISTENCY_UNSPECIFIED",
            Self::Linearizable => "CONSISTENCY_LINEARIZABLE",
            Self::Local => "CONSISTENCY_LOCAL",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Consistency {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "CONSISTENCY_UNSPECIFIED",
            "CONSISTENCY_LINEARIZABLE",
            "CONSISTENCY_LOCAL",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Consistency;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "CONSISTENCY_UNSPECIFIED" => Ok(Consistency::Unspecified),
                    "CONSISTENCY_LINEARIZABLE" => Ok(Consistency::Linearizable),
                    "CONSISTENCY_LOCAL" => Ok(Consistency::Local),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for CreateTimerRequest {
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
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if self.fire_time.is_some() {
            len += 1;
        }
        if self.delay.is_some() {
            len += 1;
        }
        if self.payload.is_some() {
            len += 1;
        }
        if !self.labels.is_empty() {
            len += 1;
        }
        if self.target.is_some() {
            len += 1;
        }
        if self.retry_policy.is_some() {
            len += 1;
        }
        if self.ack_deadline.is_some() {
            len += 1;
        }
        if self.priority != 0 {
            len += 1;
        }
        if !self.actions.is_empty() {
            len += 1;
        }
        if self.agent.is_some() {
            len += 1;
        }
        if !self.concurrency_key.is_empty() {
            len += 1;
        }
        if !self.note.is_empty() {
            len += 1;
        }
        if self.watchdog.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.CreateTimerRequest", len)?;
        if !self.request_id.is_empty() {
            struct_ser.serialize_field("requestId", &self.request_id)?;
        }
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if let Some(v) = self.fire_time.as_ref() {
            struct_ser.serialize_field("fireTime", v)?;
        }
        if let Some(v) = self.delay.as_ref() {
            struct_ser.serialize_field("delay", v)?;
        }
        if let Some(v) = self.payload.as_ref() {
            struct_ser.serialize_field("payload", v)?;
        }
        if !self.labels.is_empty() {
            struct_ser.serialize_field("labels", &self.labels)?;
        }
        if let Some(v) = self.target.as_ref() {
            struct_ser.serialize_field("target", v)?;
        }
        if let Some(v) = self.retry_policy.as_ref() {
            struct_ser.serialize_field("retryPolicy", v)?;
        }
        if let Some(v) = self.ack_deadline.as_ref() {
            struct_ser.serialize_field("ackDeadline", v)?;
        }
        if self.priority != 0 {
            let v = Priority::try_from(self.priority)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.priority)))?;
            struct_ser.serialize_field("priority", &v)?;
        }
        if !self.actions.is_empty() {
            struct_ser.serialize_field("actions", &self.actions)?;
        }
        if let Some(v) = self.agent.as_ref() {
            struct_ser.serialize_field("agent", v)?;
        }
        if !self.concurrency_key.is_empty() {
            struct_ser.serialize_field("concurrencyKey", &self.concurrency_key)?;
        }
        if !self.note.is_empty() {
            struct_ser.serialize_field("note", &self.note)?;
        }
        if let Some(v) = self.watchdog.as_ref() {
            struct_ser.serialize_field("watchdog", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CreateTimerRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "request_id",
            "requestId",
            "id",
            "partition_key",
            "partitionKey",
            "name",
            "fire_time",
            "fireTime",
            "delay",
            "payload",
            "labels",
            "target",
            "retry_policy",
            "retryPolicy",
            "ack_deadline",
            "ackDeadline",
            "priority",
            "actions",
            "agent",
            "concurrency_key",
            "concurrencyKey",
            "note",
            "watchdog",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            RequestId,
            Id,
            PartitionKey,
            Name,
            FireTime,
            Delay,
            Payload,
            Labels,
            Target,
            RetryPolicy,
            AckDeadline,
            Priority,
            Actions,
            Agent,
            ConcurrencyKey,
            Note,
            Watchdog,
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
                            "id" => Ok(GeneratedField::Id),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "name" => Ok(GeneratedField::Name),
                            "fireTime" | "fire_time" => Ok(GeneratedField::FireTime),
                            "delay" => Ok(GeneratedField::Delay),
                            "payload" => Ok(GeneratedField::Payload),
                            "labels" => Ok(GeneratedField::Labels),
                            "target" => Ok(GeneratedField::Target),
                            "retryPolicy" | "retry_policy" => Ok(GeneratedField::RetryPolicy),
                            "ackDeadline" | "ack_deadline" => Ok(GeneratedField::AckDeadline),
                            "priority" => Ok(GeneratedField::Priority),
                            "actions" => Ok(GeneratedField::Actions),
                            "agent" => Ok(GeneratedField::Agent),
                            "concurrencyKey" | "concurrency_key" => Ok(GeneratedField::ConcurrencyKey),
                            "note" => Ok(GeneratedField::Note),
                            "watchdog" => Ok(GeneratedField::Watchdog),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CreateTimerRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.CreateTimerRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CreateTimerRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut request_id__ = None;
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut name__ = None;
                let mut fire_time__ = None;
                let mut delay__ = None;
                let mut payload__ = None;
                let mut labels__ = None;
                let mut target__ = None;
                let mut retry_policy__ = None;
                let mut ack_deadline__ = None;
                let mut priority__ = None;
                let mut actions__ = None;
                let mut agent__ = None;
                let mut concurrency_key__ = None;
                let mut note__ = None;
                let mut watchdog__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::RequestId => {
                            if request_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestId"));
                            }
                            request_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::FireTime => {
                            if fire_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fireTime"));
                            }
                            fire_time__ = map_.next_value()?;
                        }
                        GeneratedField::Delay => {
                            if delay__.is_some() {
                                return Err(serde::de::Error::duplicate_field("delay"));
                            }
                            delay__ = map_.next_value()?;
                        }
                        GeneratedField::Payload => {
                            if payload__.is_some() {
                                return Err(serde::de::Error::duplicate_field("payload"));
                            }
                            payload__ = map_.next_value()?;
                        }
                        GeneratedField::Labels => {
                            if labels__.is_some() {
                                return Err(serde::de::Error::duplicate_field("labels"));
                            }
                            labels__ = Some(
                                map_.next_value::<std::collections::BTreeMap<_, _>>()?
                            );
                        }
                        GeneratedField::Target => {
                            if target__.is_some() {
                                return Err(serde::de::Error::duplicate_field("target"));
                            }
                            target__ = map_.next_value()?;
                        }
                        GeneratedField::RetryPolicy => {
                            if retry_policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("retryPolicy"));
                            }
                            retry_policy__ = map_.next_value()?;
                        }
                        GeneratedField::AckDeadline => {
                            if ack_deadline__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ackDeadline"));
                            }
                            ack_deadline__ = map_.next_value()?;
                        }
                        GeneratedField::Priority => {
                            if priority__.is_some() {
                                return Err(serde::de::Error::duplicate_field("priority"));
                            }
                            priority__ = Some(map_.next_value::<Priority>()? as i32);
                        }
                        GeneratedField::Actions => {
                            if actions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("actions"));
                            }
                            actions__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Agent => {
                            if agent__.is_some() {
                                return Err(serde::de::Error::duplicate_field("agent"));
                            }
                            agent__ = map_.next_value()?;
                        }
                        GeneratedField::ConcurrencyKey => {
                            if concurrency_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("concurrencyKey"));
                            }
                            concurrency_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Note => {
                            if note__.is_some() {
                                return Err(serde::de::Error::duplicate_field("note"));
                            }
                            note__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Watchdog => {
                            if watchdog__.is_some() {
                                return Err(serde::de::Error::duplicate_field("watchdog"));
                            }
                            watchdog__ = map_.next_value()?;
                        }
                    }
                }
                Ok(CreateTimerRequest {
                    request_id: request_id__.unwrap_or_default(),
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    fire_time: fire_time__,
                    delay: delay__,
                    payload: payload__,
                    labels: labels__.unwrap_or_default(),
                    target: target__,
                    retry_policy: retry_policy__,
                    ack_deadline: ack_deadline__,
                    priority: priority__.unwrap_or_default(),
                    actions: actions__.unwrap_or_default(),
                    agent: agent__,
                    concurrency_key: concurrency_key__.unwrap_or_default(),
                    note: note__.unwrap_or_default(),
                    watchdog: watchdog__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.CreateTimerRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CreateTimerResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.timer.is_some() {
            len += 1;
        }
        if self.existing {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.CreateTimerResponse", len)?;
        if let Some(v) = self.timer.as_ref() {
            struct_ser.serialize_field("timer", v)?;
        }
        if self.existing {
            struct_ser.serialize_field("existing", &self.existing)?;
        }
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("commitIndex", ToString::to_string(&self.commit_index).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CreateTimerResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "timer",
            "existing",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Timer,
            Existing,
            Shard,
            CommitIndex,
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
                            "existing" => Ok(GeneratedField::Existing),
                            "shard" => Ok(GeneratedField::Shard),
                            "commitIndex" | "commit_index" => Ok(GeneratedField::CommitIndex),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CreateTimerResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.CreateTimerResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CreateTimerResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut timer__ = None;
                let mut existing__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Timer => {
                            if timer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            timer__ = map_.next_value()?;
                        }
                        GeneratedField::Existing => {
                            if existing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("existing"));
                            }
                            existing__ = Some(map_.next_value()?);
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
                    }
                }
                Ok(CreateTimerResponse {
                    timer: timer__,
                    existing: existing__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.CreateTimerResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Failure {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.reason != 0 {
            len += 1;
        }
        if !self.message.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.Failure", len)?;
        if self.reason != 0 {
            let v = FailureReason::try_from(self.reason)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.reason)))?;
            struct_ser.serialize_field("reason", &v)?;
        }
        if !self.message.is_empty() {
            struct_ser.serialize_field("message", &self.message)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Failure {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reason",
            "message",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reason,
            Message,
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
                            "reason" => Ok(GeneratedField::Reason),
                            "message" => Ok(GeneratedField::Message),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Failure;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.Failure")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Failure, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reason__ = None;
                let mut message__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value::<FailureReason>()? as i32);
                        }
                        GeneratedField::Message => {
                            if message__.is_some() {
                                return Err(serde::de::Error::duplicate_field("message"));
                            }
                            message__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Failure {
                    reason: reason__.unwrap_or_default(),
                    message: message__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.Failure", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for FailureReason {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "FAILURE_REASON_UNSPECIFIED",
            Self::AttemptsSpent => "FAILURE_REASON_ATTEMPTS_SPENT",
            Self::Expired => "FAILURE_REASON_EXPIRED",
            Self::Missed => "FAILURE_REASON_MISSED",
            Self::Purged => "FAILURE_REASON_PURGED",
            Self::Refused => "FAILURE_REASON_REFUSED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for FailureReason {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "FAILURE_REASON_UNSPECIFIED",
            "FAILURE_REASON_ATTEMPTS_SPENT",
            "FAILURE_REASON_EXPIRED",
            "FAILURE_REASON_MISSED",
            "FAILURE_REASON_PURGED",
            "FAILURE_REASON_REFUSED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = FailureReason;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "FAILURE_REASON_UNSPECIFIED" => Ok(FailureReason::Unspecified),
                    "FAILURE_REASON_ATTEMPTS_SPENT" => Ok(FailureReason::AttemptsSpent),
                    "FAILURE_REASON_EXPIRED" => Ok(FailureReason::Expired),
                    "FAILURE_REASON_MISSED" => Ok(FailureReason::Missed),
                    "FAILURE_REASON_PURGED" => Ok(FailureReason::Purged),
                    "FAILURE_REASON_REFUSED" => Ok(FailureReason::Refused),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for GetTimerRequest {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.GetTimerRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetTimerRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
            Read,
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
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "read" => Ok(GeneratedField::Read),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetTimerRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.GetTimerRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetTimerRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetTimerRequest {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.GetTimerRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetTimerResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.timer.is_some() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.GetTimerResponse", len)?;
        if let Some(v) = self.timer.as_ref() {
            struct_ser.serialize_field("timer", v)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetTimerResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "timer",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Timer,
            Read,
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
                            "read" => Ok(GeneratedField::Read),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetTimerResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.GetTimerResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetTimerResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut timer__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Timer => {
                            if timer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            timer__ = map_.next_value()?;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetTimerResponse {
                    timer: timer__,
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.GetTimerResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListTimersRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.page_size != 0 {
            len += 1;
        }
        if !self.page_token.is_empty() {
            len += 1;
        }
        if !self.statuses.is_empty() {
            len += 1;
        }
        if self.due_from.is_some() {
            len += 1;
        }
        if self.due_until.is_some() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        if !self.labels.is_empty() {
            len += 1;
        }
        if !self.queue.is_empty() {
            len += 1;
        }
        if !self.name_prefix.is_empty() {
            len += 1;
        }
        if !self.id_prefix.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.ListTimersRequest", len)?;
        if self.page_size != 0 {
            struct_ser.serialize_field("pageSize", &self.page_size)?;
        }
        if !self.page_token.is_empty() {
            struct_ser.serialize_field("pageToken", &self.page_token)?;
        }
        if !self.statuses.is_empty() {
            let v = self.statuses.iter().cloned().map(|v| {
                TimerStatus::try_from(v)
                    .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", v)))
                }).collect::<std::result::Result<Vec<_>, _>>()?;
            struct_ser.serialize_field("statuses", &v)?;
        }
        if let Some(v) = self.due_from.as_ref() {
            struct_ser.serialize_field("dueFrom", v)?;
        }
        if let Some(v) = self.due_until.as_ref() {
            struct_ser.serialize_field("dueUntil", v)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        if !self.labels.is_empty() {
            struct_ser.serialize_field("labels", &self.labels)?;
        }
        if !self.queue.is_empty() {
            struct_ser.serialize_field("queue", &self.queue)?;
        }
        if !self.name_prefix.is_empty() {
            struct_ser.serialize_field("namePrefix", &self.name_prefix)?;
        }
        if !self.id_prefix.is_empty() {
            struct_ser.serialize_field("idPrefix", &self.id_prefix)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListTimersRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "page_size",
            "pageSize",
            "page_token",
            "pageToken",
            "statuses",
            "due_from",
            "dueFrom",
            "due_until",
            "dueUntil",
            "read",
            "labels",
            "queue",
            "name_prefix",
            "namePrefix",
            "id_prefix",
            "idPrefix",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PageSize,
            PageToken,
            Statuses,
            DueFrom,
            DueUntil,
            Read,
            Labels,
            Queue,
            NamePrefix,
            IdPrefix,
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
                            "pageSize" | "page_size" => Ok(GeneratedField::PageSize),
                            "pageToken" | "page_token" => Ok(GeneratedField::PageToken),
                            "statuses" => Ok(GeneratedField::Statuses),
                            "dueFrom" | "due_from" => Ok(GeneratedField::DueFrom),
                            "dueUntil" | "due_until" => Ok(GeneratedField::DueUntil),
                            "read" => Ok(GeneratedField::Read),
                            "labels" => Ok(GeneratedField::Labels),
                            "queue" => Ok(GeneratedField::Queue),
                            "namePrefix" | "name_prefix" => Ok(GeneratedField::NamePrefix),
                            "idPrefix" | "id_prefix" => Ok(GeneratedField::IdPrefix),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListTimersRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.ListTimersRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListTimersRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut page_size__ = None;
                let mut page_token__ = None;
                let mut statuses__ = None;
                let mut due_from__ = None;
                let mut due_until__ = None;
                let mut read__ = None;
                let mut labels__ = None;
                let mut queue__ = None;
                let mut name_prefix__ = None;
                let mut id_prefix__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::PageSize => {
                            if page_size__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pageSize"));
                            }
                            page_size__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PageToken => {
                            if page_token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pageToken"));
                            }
                            page_token__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Statuses => {
                            if statuses__.is_some() {
                                return Err(serde::de::Error::duplicate_field("statuses"));
                            }
                            statuses__ = Some(map_.next_value::<Vec<TimerStatus>>()?.into_iter().map(|x| x as i32).collect());
                        }
                        GeneratedField::DueFrom => {
                            if due_from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dueFrom"));
                            }
                            due_from__ = map_.next_value()?;
                        }
                        GeneratedField::DueUntil => {
                            if due_until__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dueUntil"));
                            }
                            due_until__ = map_.next_value()?;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                        GeneratedField::Labels => {
                            if labels__.is_some() {
                                return Err(serde::de::Error::duplicate_field("labels"));
                            }
                            labels__ = Some(
                                map_.next_value::<std::collections::BTreeMap<_, _>>()?
                            );
                        }
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NamePrefix => {
                            if name_prefix__.is_some() {
                                return Err(serde::de::Error::duplicate_field("namePrefix"));
                            }
                            name_prefix__ = Some(map_.next_value()?);
                        }
                        GeneratedField::IdPrefix => {
                            if id_prefix__.is_some() {
                                return Err(serde::de::Error::duplicate_field("idPrefix"));
                            }
                            id_prefix__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListTimersRequest {
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                    statuses: statuses__.unwrap_or_default(),
                    due_from: due_from__,
                    due_until: due_until__,
                    read: read__,
                    labels: labels__.unwrap_or_default(),
                    queue: queue__.unwrap_or_default(),
                    name_prefix: name_prefix__.unwrap_or_default(),
                    id_prefix: id_prefix__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.ListTimersRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListTimersResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.timers.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.ListTimersResponse", len)?;
        if !self.timers.is_empty() {
            struct_ser.serialize_field("timers", &self.timers)?;
        }
        if !self.next_page_token.is_empty() {
            struct_ser.serialize_field("nextPageToken", &self.next_page_token)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListTimersResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "timers",
            "next_page_token",
            "nextPageToken",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Timers,
            NextPageToken,
            Read,
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
                            "timers" => Ok(GeneratedField::Timers),
                            "nextPageToken" | "next_page_token" => Ok(GeneratedField::NextPageToken),
                            "read" => Ok(GeneratedField::Read),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListTimersResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.ListTimersResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListTimersResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut timers__ = None;
                let mut next_page_token__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Timers => {
                            if timers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timers"));
                            }
                            timers__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NextPageToken => {
                            if next_page_token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nextPageToken"));
                            }
                            next_page_token__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ListTimersResponse {
                    timers: timers__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.ListTimersResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for NewWatchdog {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.epoch != 0 {
            len += 1;
        }
        if !self.stages.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.NewWatchdog", len)?;
        if self.epoch != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("epoch", ToString::to_string(&self.epoch).as_str())?;
        }
        if !self.stages.is_empty() {
            struct_ser.serialize_field("stages", &self.stages)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for NewWatchdog {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "epoch",
            "stages",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Epoch,
            Stages,
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
                            "epoch" => Ok(GeneratedField::Epoch),
                            "stages" => Ok(GeneratedField::Stages),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = NewWatchdog;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.NewWatchdog")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<NewWatchdog, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut epoch__ = None;
                let mut stages__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Stages => {
                            if stages__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stages"));
                            }
                            stages__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(NewWatchdog {
                    epoch: epoch__.unwrap_or_default(),
                    stages: stages__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.NewWatchdog", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for NoTarget {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("minoots.timer.v1.NoTarget", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for NoTarget {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
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
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = NoTarget;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.NoTarget")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<NoTarget, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(NoTarget {
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.NoTarget", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Origin {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.parent_id.is_empty() {
            len += 1;
        }
        if self.parent_state_version != 0 {
            len += 1;
        }
        if self.action != 0 {
            len += 1;
        }
        if !self.schedule_id.is_empty() {
            len += 1;
        }
        if self.schedule_time.is_some() {
            len += 1;
        }
        if self.stage != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.Origin", len)?;
        if !self.parent_id.is_empty() {
            struct_ser.serialize_field("parentId", &self.parent_id)?;
        }
        if self.parent_state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("parentStateVersion", ToString::to_string(&self.parent_state_version).as_str())?;
        }
        if self.action != 0 {
            struct_ser.serialize_field("action", &self.action)?;
        }
        if !self.schedule_id.is_empty() {
            struct_ser.serialize_field("scheduleId", &self.schedule_id)?;
        }
        if let Some(v) = self.schedule_time.as_ref() {
            struct_ser.serialize_field("scheduleTime", v)?;
        }
        if self.stage != 0 {
            struct_ser.serialize_field("stage", &self.stage)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Origin {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "parent_id",
            "parentId",
            "parent_state_version",
            "parentStateVersion",
            "action",
            "schedule_id",
            "scheduleId",
            "schedule_time",
            "scheduleTime",
            "stage",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ParentId,
            ParentStateVersion,
            Action,
            ScheduleId,
            ScheduleTime,
            Stage,
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
                            "parentId" | "parent_id" => Ok(GeneratedField::ParentId),
                            "parentStateVersion" | "parent_state_version" => Ok(GeneratedField::ParentStateVersion),
                            "action" => Ok(GeneratedField::Action),
                            "scheduleId" | "schedule_id" => Ok(GeneratedField::ScheduleId),
                            "scheduleTime" | "schedule_time" => Ok(GeneratedField::ScheduleTime),
                            "stage" => Ok(GeneratedField::Stage),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Origin;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.Origin")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Origin, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut parent_id__ = None;
                let mut parent_state_version__ = None;
                let mut action__ = None;
                let mut schedule_id__ = None;
                let mut schedule_time__ = None;
                let mut stage__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ParentId => {
                            if parent_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("parentId"));
                            }
                            parent_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ParentStateVersion => {
                            if parent_state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("parentStateVersion"));
                            }
                            parent_state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Action => {
                            if action__.is_some() {
                                return Err(serde::de::Error::duplicate_field("action"));
                            }
                            action__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ScheduleId => {
                            if schedule_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("scheduleId"));
                            }
                            schedule_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ScheduleTime => {
                            if schedule_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("scheduleTime"));
                            }
                            schedule_time__ = map_.next_value()?;
                        }
                        GeneratedField::Stage => {
                            if stage__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stage"));
                            }
                            stage__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Origin {
                    parent_id: parent_id__.unwrap_or_default(),
                    parent_state_version: parent_state_version__.unwrap_or_default(),
                    action: action__.unwrap_or_default(),
                    schedule_id: schedule_id__.unwrap_or_default(),
                    schedule_time: schedule_time__,
                    stage: stage__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.Origin", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Payload {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.content_type.is_empty() {
            len += 1;
        }
        if !self.data.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.Payload", len)?;
        if !self.content_type.is_empty() {
            struct_ser.serialize_field("contentType", &self.content_type)?;
        }
        if !self.data.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("data", pbjson::private::base64::encode(&self.data).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Payload {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "content_type",
            "contentType",
            "data",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ContentType,
            Data,
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
                            "contentType" | "content_type" => Ok(GeneratedField::ContentType),
                            "data" => Ok(GeneratedField::Data),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Payload;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.Payload")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Payload, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut content_type__ = None;
                let mut data__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ContentType => {
                            if content_type__.is_some() {
                                return Err(serde::de::Error::duplicate_field("contentType"));
                            }
                            content_type__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Data => {
                            if data__.is_some() {
                                return Err(serde::de::Error::duplicate_field("data"));
                            }
                            data__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Payload {
                    content_type: content_type__.unwrap_or_default(),
                    data: data__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.Payload", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Priority {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "PRIORITY_UNSPECIFIED",
            Self::Now => "PRIORITY_NOW",
            Self::Next => "PRIORITY_NEXT",
            Self::Future => "PRIORITY_FUTURE",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Priority {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "PRIORITY_UNSPECIFIED",
            "PRIORITY_NOW",
            "PRIORITY_NEXT",
            "PRIORITY_FUTURE",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Priority;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "PRIORITY_UNSPECIFIED" => Ok(Priority::Unspecified),
                    "PRIORITY_NOW" => Ok(Priority::Now),
                    "PRIORITY_NEXT" => Ok(Priority::Next),
                    "PRIORITY_FUTURE" => Ok(Priority::Future),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for ReadInfo {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.shard != 0 {
            len += 1;
        }
        if self.index != 0 {
            len += 1;
        }
        if self.max_age.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.ReadInfo", len)?;
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("index", ToString::to_string(&self.index).as_str())?;
        }
        if let Some(v) = self.max_age.as_ref() {
            struct_ser.serialize_field("maxAge", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReadInfo {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "shard",
            "index",
            "max_age",
            "maxAge",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Shard,
            Index,
            MaxAge,
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
                            "shard" => Ok(GeneratedField::Shard),
                            "index" => Ok(GeneratedField::Index),
                            "maxAge" | "max_age" => Ok(GeneratedField::MaxAge),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReadInfo;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.ReadInfo")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReadInfo, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut shard__ = None;
                let mut index__ = None;
                let mut max_age__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Shard => {
                            if shard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shard"));
                            }
                            shard__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Index => {
                            if index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("index"));
                            }
                            index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::MaxAge => {
                            if max_age__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxAge"));
                            }
                            max_age__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ReadInfo {
                    shard: shard__.unwrap_or_default(),
                    index: index__.unwrap_or_default(),
                    max_age: max_age__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.ReadInfo", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReadOptions {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.consistency != 0 {
            len += 1;
        }
        if self.min_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.ReadOptions", len)?;
        if self.consistency != 0 {
            let v = Consistency::try_from(self.consistency)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.consistency)))?;
            struct_ser.serialize_field("consistency", &v)?;
        }
        if self.min_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("minIndex", ToString::to_string(&self.min_index).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReadOptions {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "consistency",
            "min_index",
            "minIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Consistency,
            MinIndex,
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
                            "consistency" => Ok(GeneratedField::Consistency),
                            "minIndex" | "min_index" => Ok(GeneratedField::MinIndex),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReadOptions;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.ReadOptions")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReadOptions, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut consistency__ = None;
                let mut min_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Consistency => {
                            if consistency__.is_some() {
                                return Err(serde::de::Error::duplicate_field("consistency"));
                            }
                            consistency__ = Some(map_.next_value::<Consistency>()? as i32);
                        }
                        GeneratedField::MinIndex => {
                            if min_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("minIndex"));
                            }
                            min_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ReadOptions {
                    consistency: consistency__.unwrap_or_default(),
                    min_index: min_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.ReadOptions", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RescheduleOutcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "RESCHEDULE_OUTCOME_UNSPECIFIED",
            Self::Rescheduled => "RESCHEDULE_OUTCOME_RESCHEDULED",
            Self::TooLate => "RESCHEDULE_OUTCOME_TOO_LATE",
            Self::Superseded => "RESCHEDULE_OUTCOME_SUPERSEDED",
            Self::Cancelled => "RESCHEDULE_OUTCOME_CANCELLED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for RescheduleOutcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "RESCHEDULE_OUTCOME_UNSPECIFIED",
            "RESCHEDULE_OUTCOME_RESCHEDULED",
            "RESCHEDULE_OUTCOME_TOO_LATE",
            "RESCHEDULE_OUTCOME_SUPERSEDED",
            "RESCHEDULE_OUTCOME_CANCELLED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = RescheduleOutcome;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "RESCHEDULE_OUTCOME_UNSPECIFIED" => Ok(RescheduleOutcome::Unspecified),
                    "RESCHEDULE_OUTCOME_RESCHEDULED" => Ok(RescheduleOutcome::Rescheduled),
                    "RESCHEDULE_OUTCOME_TOO_LATE" => Ok(RescheduleOutcome::TooLate),
                    "RESCHEDULE_OUTCOME_SUPERSEDED" => Ok(RescheduleOutcome::Superseded),
                    "RESCHEDULE_OUTCOME_CANCELLED" => Ok(RescheduleOutcome::Cancelled),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for RescheduleTimerRequest {
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
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        if self.fire_time.is_some() {
            len += 1;
        }
        if self.delay.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.RescheduleTimerRequest", len)?;
        if !self.request_id.is_empty() {
            struct_ser.serialize_field("requestId", &self.request_id)?;
        }
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        if let Some(v) = self.fire_time.as_ref() {
            struct_ser.serialize_field("fireTime", v)?;
        }
        if let Some(v) = self.delay.as_ref() {
            struct_ser.serialize_field("delay", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RescheduleTimerRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "request_id",
            "requestId",
            "id",
            "partition_key",
            "partitionKey",
            "state_version",
            "stateVersion",
            "fire_time",
            "fireTime",
            "delay",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            RequestId,
            Id,
            PartitionKey,
            StateVersion,
            FireTime,
            Delay,
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
                            "id" => Ok(GeneratedField::Id),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            "fireTime" | "fire_time" => Ok(GeneratedField::FireTime),
                            "delay" => Ok(GeneratedField::Delay),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RescheduleTimerRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.RescheduleTimerRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RescheduleTimerRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut request_id__ = None;
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut state_version__ = None;
                let mut fire_time__ = None;
                let mut delay__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::RequestId => {
                            if request_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestId"));
                            }
                            request_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
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
                        GeneratedField::Delay => {
                            if delay__.is_some() {
                                return Err(serde::de::Error::duplicate_field("delay"));
                            }
                            delay__ = map_.next_value()?;
                        }
                    }
                }
                Ok(RescheduleTimerRequest {
                    request_id: request_id__.unwrap_or_default(),
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                    fire_time: fire_time__,
                    delay: delay__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.RescheduleTimerRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RescheduleTimerResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.outcome != 0 {
            len += 1;
        }
        if !self.event_id.is_empty() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        if self.fire_time.is_some() {
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
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.RescheduleTimerResponse", len)?;
        if self.outcome != 0 {
            let v = RescheduleOutcome::try_from(self.outcome)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.outcome)))?;
            struct_ser.serialize_field("outcome", &v)?;
        }
        if !self.event_id.is_empty() {
            struct_ser.serialize_field("eventId", &self.event_id)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        if let Some(v) = self.fire_time.as_ref() {
            struct_ser.serialize_field("fireTime", v)?;
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
impl<'de> serde::Deserialize<'de> for RescheduleTimerResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "outcome",
            "event_id",
            "eventId",
            "state_version",
            "stateVersion",
            "fire_time",
            "fireTime",
            "shard",
            "commit_index",
            "commitIndex",
            "original_commit_index",
            "originalCommitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Outcome,
            EventId,
            StateVersion,
            FireTime,
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
                            "outcome" => Ok(GeneratedField::Outcome),
                            "eventId" | "event_id" => Ok(GeneratedField::EventId),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            "fireTime" | "fire_time" => Ok(GeneratedField::FireTime),
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
            type Value = RescheduleTimerResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.RescheduleTimerResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RescheduleTimerResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut outcome__ = None;
                let mut event_id__ = None;
                let mut state_version__ = None;
                let mut fire_time__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                let mut original_commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value::<RescheduleOutcome>()? as i32);
                        }
                        GeneratedField::EventId => {
                            if event_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventId"));
                            }
                            event_id__ = Some(map_.next_value()?);
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
                Ok(RescheduleTimerResponse {
                    outcome: outcome__.unwrap_or_default(),
                    event_id: event_id__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                    fire_time: fire_time__,
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                    original_commit_index: original_commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.RescheduleTimerResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RetryPolicy {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.max_attempts != 0 {
            len += 1;
        }
        if self.initial_backoff.is_some() {
            len += 1;
        }
        if self.max_backoff.is_some() {
            len += 1;
        }
        if self.multiplier.is_some() {
            len += 1;
        }
        if self.jitter.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.RetryPolicy", len)?;
        if self.max_attempts != 0 {
            struct_ser.serialize_field("maxAttempts", &self.max_attempts)?;
        }
        if let Some(v) = self.initial_backoff.as_ref() {
            struct_ser.serialize_field("initialBackoff", v)?;
        }
        if let Some(v) = self.max_backoff.as_ref() {
            struct_ser.serialize_field("maxBackoff", v)?;
        }
        if let Some(v) = self.multiplier.as_ref() {
            struct_ser.serialize_field("multiplier", v)?;
        }
        if let Some(v) = self.jitter.as_ref() {
            struct_ser.serialize_field("jitter", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RetryPolicy {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "max_attempts",
            "maxAttempts",
            "initial_backoff",
            "initialBackoff",
            "max_backoff",
            "maxBackoff",
            "multiplier",
            "jitter",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MaxAttempts,
            InitialBackoff,
            MaxBackoff,
            Multiplier,
            Jitter,
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
                            "maxAttempts" | "max_attempts" => Ok(GeneratedField::MaxAttempts),
                            "initialBackoff" | "initial_backoff" => Ok(GeneratedField::InitialBackoff),
                            "maxBackoff" | "max_backoff" => Ok(GeneratedField::MaxBackoff),
                            "multiplier" => Ok(GeneratedField::Multiplier),
                            "jitter" => Ok(GeneratedField::Jitter),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RetryPolicy;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.RetryPolicy")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RetryPolicy, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut max_attempts__ = None;
                let mut initial_backoff__ = None;
                let mut max_backoff__ = None;
                let mut multiplier__ = None;
                let mut jitter__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MaxAttempts => {
                            if max_attempts__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxAttempts"));
                            }
                            max_attempts__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::InitialBackoff => {
                            if initial_backoff__.is_some() {
                                return Err(serde::de::Error::duplicate_field("initialBackoff"));
                            }
                            initial_backoff__ = map_.next_value()?;
                        }
                        GeneratedField::MaxBackoff => {
                            if max_backoff__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxBackoff"));
                            }
                            max_backoff__ = map_.next_value()?;
                        }
                        GeneratedField::Multiplier => {
                            if multiplier__.is_some() {
                                return Err(serde::de::Error::duplicate_field("multiplier"));
                            }
                            multiplier__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Jitter => {
                            if jitter__.is_some() {
                                return Err(serde::de::Error::duplicate_field("jitter"));
                            }
                            jitter__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                    }
                }
                Ok(RetryPolicy {
                    max_attempts: max_attempts__.unwrap_or_default(),
                    initial_backoff: initial_backoff__,
                    max_backoff: max_backoff__,
                    multiplier: multiplier__,
                    jitter: jitter__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.RetryPolicy", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SubmitError {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.code != 0 {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        if !self.message.is_empty() {
            len += 1;
        }
        if !self.fields.is_empty() {
            len += 1;
        }
        if self.retry_delay.is_some() {
            len += 1;
        }
        if !self.metadata.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.SubmitError", len)?;
        if self.code != 0 {
            struct_ser.serialize_field("code", &self.code)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if !self.message.is_empty() {
            struct_ser.serialize_field("message", &self.message)?;
        }
        if !self.fields.is_empty() {
            struct_ser.serialize_field("fields", &self.fields)?;
        }
        if let Some(v) = self.retry_delay.as_ref() {
            struct_ser.serialize_field("retryDelay", v)?;
        }
        if !self.metadata.is_empty() {
            struct_ser.serialize_field("metadata", &self.metadata)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SubmitError {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "code",
            "reason",
            "message",
            "fields",
            "retry_delay",
            "retryDelay",
            "metadata",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Code,
            Reason,
            Message,
            Fields,
            RetryDelay,
            Metadata,
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
                            "code" => Ok(GeneratedField::Code),
                            "reason" => Ok(GeneratedField::Reason),
                            "message" => Ok(GeneratedField::Message),
                            "fields" => Ok(GeneratedField::Fields),
                            "retryDelay" | "retry_delay" => Ok(GeneratedField::RetryDelay),
                            "metadata" => Ok(GeneratedField::Metadata),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SubmitError;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.SubmitError")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SubmitError, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut code__ = None;
                let mut reason__ = None;
                let mut message__ = None;
                let mut fields__ = None;
                let mut retry_delay__ = None;
                let mut metadata__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Code => {
                            if code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("code"));
                            }
                            code__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Message => {
                            if message__.is_some() {
                                return Err(serde::de::Error::duplicate_field("message"));
                            }
                            message__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Fields => {
                            if fields__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fields"));
                            }
                            fields__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RetryDelay => {
                            if retry_delay__.is_some() {
                                return Err(serde::de::Error::duplicate_field("retryDelay"));
                            }
                            retry_delay__ = map_.next_value()?;
                        }
                        GeneratedField::Metadata => {
                            if metadata__.is_some() {
                                return Err(serde::de::Error::duplicate_field("metadata"));
                            }
                            metadata__ = Some(
                                map_.next_value::<std::collections::BTreeMap<_, _>>()?
                            );
                        }
                    }
                }
                Ok(SubmitError {
                    code: code__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    message: message__.unwrap_or_default(),
                    fields: fields__.unwrap_or_default(),
                    retry_delay: retry_delay__,
                    metadata: metadata__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.SubmitError", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SubmitRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sequence != 0 {
            len += 1;
        }
        if self.write.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.SubmitRequest", len)?;
        if self.sequence != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sequence", ToString::to_string(&self.sequence).as_str())?;
        }
        if let Some(v) = self.write.as_ref() {
            match v {
                submit_request::Write::Create(v) => {
                    struct_ser.serialize_field("create", v)?;
                }
                submit_request::Write::Reschedule(v) => {
                    struct_ser.serialize_field("reschedule", v)?;
                }
                submit_request::Write::Cancel(v) => {
                    struct_ser.serialize_field("cancel", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SubmitRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sequence",
            "create",
            "reschedule",
            "cancel",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sequence,
            Create,
            Reschedule,
            Cancel,
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
                            "sequence" => Ok(GeneratedField::Sequence),
                            "create" => Ok(GeneratedField::Create),
                            "reschedule" => Ok(GeneratedField::Reschedule),
                            "cancel" => Ok(GeneratedField::Cancel),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SubmitRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.SubmitRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SubmitRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sequence__ = None;
                let mut write__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sequence => {
                            if sequence__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sequence"));
                            }
                            sequence__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Create => {
                            if write__.is_some() {
                                return Err(serde::de::Error::duplicate_field("create"));
                            }
                            write__ = map_.next_value::<::std::option::Option<_>>()?.map(submit_request::Write::Create)
;
                        }
                        GeneratedField::Reschedule => {
                            if write__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reschedule"));
                            }
                            write__ = map_.next_value::<::std::option::Option<_>>()?.map(submit_request::Write::Reschedule)
;
                        }
                        GeneratedField::Cancel => {
                            if write__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cancel"));
                            }
                            write__ = map_.next_value::<::std::option::Option<_>>()?.map(submit_request::Write::Cancel)
;
                        }
                    }
                }
                Ok(SubmitRequest {
                    sequence: sequence__.unwrap_or_default(),
                    write: write__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.SubmitRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SubmitResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sequence != 0 {
            len += 1;
        }
        if self.answer.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.SubmitResponse", len)?;
        if self.sequence != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sequence", ToString::to_string(&self.sequence).as_str())?;
        }
        if let Some(v) = self.answer.as_ref() {
            match v {
                submit_response::Answer::Create(v) => {
                    struct_ser.serialize_field("create", v)?;
                }
                submit_response::Answer::Reschedule(v) => {
                    struct_ser.serialize_field("reschedule", v)?;
                }
                submit_response::Answer::Cancel(v) => {
                    struct_ser.serialize_field("cancel", v)?;
                }
                submit_response::Answer::Error(v) => {
                    struct_ser.serialize_field("error", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SubmitResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sequence",
            "create",
            "reschedule",
            "cancel",
            "error",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sequence,
            Create,
            Reschedule,
            Cancel,
            Error,
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
                            "sequence" => Ok(GeneratedField::Sequence),
                            "create" => Ok(GeneratedField::Create),
                            "reschedule" => Ok(GeneratedField::Reschedule),
                            "cancel" => Ok(GeneratedField::Cancel),
                            "error" => Ok(GeneratedField::Error),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SubmitResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.SubmitResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SubmitResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sequence__ = None;
                let mut answer__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sequence => {
                            if sequence__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sequence"));
                            }
                            sequence__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Create => {
                            if answer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("create"));
                            }
                            answer__ = map_.next_value::<::std::option::Option<_>>()?.map(submit_response::Answer::Create)
;
                        }
                        GeneratedField::Reschedule => {
                            if answer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reschedule"));
                            }
                            answer__ = map_.next_value::<::std::option::Option<_>>()?.map(submit_response::Answer::Reschedule)
;
                        }
                        GeneratedField::Cancel => {
                            if answer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cancel"));
                            }
                            answer__ = map_.next_value::<::std::option::Option<_>>()?.map(submit_response::Answer::Cancel)
;
                        }
                        GeneratedField::Error => {
                            if answer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("error"));
                            }
                            answer__ = map_.next_value::<::std::option::Option<_>>()?.map(submit_response::Answer::Error)
;
                        }
                    }
                }
                Ok(SubmitResponse {
                    sequence: sequence__.unwrap_or_default(),
                    answer: answer__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.SubmitResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Target {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.target.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.Target", len)?;
        if let Some(v) = self.target.as_ref() {
            match v {
                target::Target::Queue(v) => {
                    struct_ser.serialize_field("queue", v)?;
                }
                target::Target::None(v) => {
                    struct_ser.serialize_field("none", v)?;
                }
                target::Target::Webhook(v) => {
                    struct_ser.serialize_field("webhook", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Target {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "queue",
            "none",
            "webhook",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Queue,
            None,
            Webhook,
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
                            "queue" => Ok(GeneratedField::Queue),
                            "none" => Ok(GeneratedField::None),
                            "webhook" => Ok(GeneratedField::Webhook),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Target;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.Target")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Target, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut target__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Queue => {
                            if target__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            target__ = map_.next_value::<::std::option::Option<_>>()?.map(target::Target::Queue);
                        }
                        GeneratedField::None => {
                            if target__.is_some() {
                                return Err(serde::de::Error::duplicate_field("none"));
                            }
                            target__ = map_.next_value::<::std::option::Option<_>>()?.map(target::Target::None)
;
                        }
                        GeneratedField::Webhook => {
                            if target__.is_some() {
                                return Err(serde::de::Error::duplicate_field("webhook"));
                            }
                            target__ = map_.next_value::<::std::option::Option<_>>()?.map(target::Target::Webhook);
                        }
                    }
                }
                Ok(Target {
                    target: target__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.Target", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Timer {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if !self.tenant.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if self.status != 0 {
            len += 1;
        }
        if self.create_time.is_some() {
            len += 1;
        }
        if self.fire_time.is_some() {
            len += 1;
        }
        if self.arm_time.is_some() {
            len += 1;
        }
        if self.release_time.is_some() {
            len += 1;
        }
        if self.settle_time.is_some() {
            len += 1;
        }
        if self.delay.is_some() {
            len += 1;
        }
        if self.payload.is_some() {
            len += 1;
        }
        if !self.labels.is_empty() {
            len += 1;
        }
        if self.target.is_some() {
            len += 1;
        }
        if self.retry_policy.is_some() {
            len += 1;
        }
        if self.ack_deadline.is_some() {
            len += 1;
        }
        if self.attempts != 0 {
            len += 1;
        }
        if !self.created_by.is_empty() {
            len += 1;
        }
        if self.cancel.is_some() {
            len += 1;
        }
        if self.failure.is_some() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        if self.lateness.is_some() {
            len += 1;
        }
        if self.priority != 0 {
            len += 1;
        }
        if !self.actions.is_empty() {
            len += 1;
        }
        if self.origin.is_some() {
            len += 1;
        }
        if !self.concurrency_key.is_empty() {
            len += 1;
        }
        if !self.note.is_empty() {
            len += 1;
        }
        if self.kind != 0 {
            len += 1;
        }
        if self.watchdog.is_some() {
            len += 1;
        }
        if self.payload_shredded {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.Timer", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if self.status != 0 {
            let v = TimerStatus::try_from(self.status)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.status)))?;
            struct_ser.serialize_field("status", &v)?;
        }
        if let Some(v) = self.create_time.as_ref() {
            struct_ser.serialize_field("createTime", v)?;
        }
        if let Some(v) = self.fire_time.as_ref() {
            struct_ser.serialize_field("fireTime", v)?;
        }
        if let Some(v) = self.arm_time.as_ref() {
            struct_ser.serialize_field("armTime", v)?;
        }
        if let Some(v) = self.release_time.as_ref() {
            struct_ser.serialize_field("releaseTime", v)?;
        }
        if let Some(v) = self.settle_time.as_ref() {
            struct_ser.serialize_field("settleTime", v)?;
        }
        if let Some(v) = self.delay.as_ref() {
            struct_ser.serialize_field("delay", v)?;
        }
        if let Some(v) = self.payload.as_ref() {
            struct_ser.serialize_field("payload", v)?;
        }
        if !self.labels.is_empty() {
            struct_ser.serialize_field("labels", &self.labels)?;
        }
        if let Some(v) = self.target.as_ref() {
            struct_ser.serialize_field("target", v)?;
        }
        if let Some(v) = self.retry_policy.as_ref() {
            struct_ser.serialize_field("retryPolicy", v)?;
        }
        if let Some(v) = self.ack_deadline.as_ref() {
            struct_ser.serialize_field("ackDeadline", v)?;
        }
        if self.attempts != 0 {
            struct_ser.serialize_field("attempts", &self.attempts)?;
        }
        if !self.created_by.is_empty() {
            struct_ser.serialize_field("createdBy", &self.created_by)?;
        }
        if let Some(v) = self.cancel.as_ref() {
            struct_ser.serialize_field("cancel", v)?;
        }
        if let Some(v) = self.failure.as_ref() {
            struct_ser.serialize_field("failure", v)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        if let Some(v) = self.lateness.as_ref() {
            struct_ser.serialize_field("lateness", v)?;
        }
        if self.priority != 0 {
            let v = Priority::try_from(self.priority)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.priority)))?;
            struct_ser.serialize_field("priority", &v)?;
        }
        if !self.actions.is_empty() {
            struct_ser.serialize_field("actions", &self.actions)?;
        }
        if let Some(v) = self.origin.as_ref() {
            struct_ser.serialize_field("origin", v)?;
        }
        if !self.concurrency_key.is_empty() {
            struct_ser.serialize_field("concurrencyKey", &self.concurrency_key)?;
        }
        if !self.note.is_empty() {
            struct_ser.serialize_field("note", &self.note)?;
        }
        if self.kind != 0 {
            let v = TimerKind::try_from(self.kind)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.kind)))?;
            struct_ser.serialize_field("kind", &v)?;
        }
        if let Some(v) = self.watchdog.as_ref() {
            struct_ser.serialize_field("watchdog", v)?;
        }
        if self.payload_shredded {
            struct_ser.serialize_field("payloadShredded", &self.payload_shredded)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Timer {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
            "tenant",
            "name",
            "status",
            "create_time",
            "createTime",
            "fire_time",
            "fireTime",
            "arm_time",
            "armTime",
            "release_time",
            "releaseTime",
            "settle_time",
            "settleTime",
            "delay",
            "payload",
            "labels",
            "target",
            "retry_policy",
            "retryPolicy",
            "ack_deadline",
            "ackDeadline",
            "attempts",
            "created_by",
            "createdBy",
            "cancel",
            "failure",
            "state_version",
            "stateVersion",
            "lateness",
            "priority",
            "actions",
            "origin",
            "concurrency_key",
            "concurrencyKey",
            "note",
            "kind",
            "watchdog",
            "payload_shredded",
            "payloadShredded",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
            Tenant,
            Name,
            Status,
            CreateTime,
            FireTime,
            ArmTime,
            ReleaseTime,
            SettleTime,
            Delay,
            Payload,
            Labels,
            Target,
            RetryPolicy,
            AckDeadline,
            Attempts,
            CreatedBy,
            Cancel,
            Failure,
            StateVersion,
            Lateness,
            Priority,
            Actions,
            Origin,
            ConcurrencyKey,
            Note,
            Kind,
            Watchdog,
            PayloadShredded,
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
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "tenant" => Ok(GeneratedField::Tenant),
                            "name" => Ok(GeneratedField::Name),
                            "status" => Ok(GeneratedField::Status),
                            "createTime" | "create_time" => Ok(GeneratedField::CreateTime),
                            "fireTime" | "fire_time" => Ok(GeneratedField::FireTime),
                            "armTime" | "arm_time" => Ok(GeneratedField::ArmTime),
                            "releaseTime" | "release_time" => Ok(GeneratedField::ReleaseTime),
                            "settleTime" | "settle_time" => Ok(GeneratedField::SettleTime),
                            "delay" => Ok(GeneratedField::Delay),
                            "payload" => Ok(GeneratedField::Payload),
                            "labels" => Ok(GeneratedField::Labels),
                            "target" => Ok(GeneratedField::Target),
                            "retryPolicy" | "retry_policy" => Ok(GeneratedField::RetryPolicy),
                            "ackDeadline" | "ack_deadline" => Ok(GeneratedField::AckDeadline),
                            "attempts" => Ok(GeneratedField::Attempts),
                            "createdBy" | "created_by" => Ok(GeneratedField::CreatedBy),
                            "cancel" => Ok(GeneratedField::Cancel),
                            "failure" => Ok(GeneratedField::Failure),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            "lateness" => Ok(GeneratedField::Lateness),
                            "priority" => Ok(GeneratedField::Priority),
                            "actions" => Ok(GeneratedField::Actions),
                            "origin" => Ok(GeneratedField::Origin),
                            "concurrencyKey" | "concurrency_key" => Ok(GeneratedField::ConcurrencyKey),
                            "note" => Ok(GeneratedField::Note),
                            "kind" => Ok(GeneratedField::Kind),
                            "watchdog" => Ok(GeneratedField::Watchdog),
                            "payloadShredded" | "payload_shredded" => Ok(GeneratedField::PayloadShredded),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Timer;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.Timer")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Timer, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut tenant__ = None;
                let mut name__ = None;
                let mut status__ = None;
                let mut create_time__ = None;
                let mut fire_time__ = None;
                let mut arm_time__ = None;
                let mut release_time__ = None;
                let mut settle_time__ = None;
                let mut delay__ = None;
                let mut payload__ = None;
                let mut labels__ = None;
                let mut target__ = None;
                let mut retry_policy__ = None;
                let mut ack_deadline__ = None;
                let mut attempts__ = None;
                let mut created_by__ = None;
                let mut cancel__ = None;
                let mut failure__ = None;
                let mut state_version__ = None;
                let mut lateness__ = None;
                let mut priority__ = None;
                let mut actions__ = None;
                let mut origin__ = None;
                let mut concurrency_key__ = None;
                let mut note__ = None;
                let mut kind__ = None;
                let mut watchdog__ = None;
                let mut payload_shredded__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Status => {
                            if status__.is_some() {
                                return Err(serde::de::Error::duplicate_field("status"));
                            }
                            status__ = Some(map_.next_value::<TimerStatus>()? as i32);
                        }
                        GeneratedField::CreateTime => {
                            if create_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createTime"));
                            }
                            create_time__ = map_.next_value()?;
                        }
                        GeneratedField::FireTime => {
                            if fire_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fireTime"));
                            }
                            fire_time__ = map_.next_value()?;
                        }
                        GeneratedField::ArmTime => {
                            if arm_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("armTime"));
                            }
                            arm_time__ = map_.next_value()?;
                        }
                        GeneratedField::ReleaseTime => {
                            if release_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("releaseTime"));
                            }
                            release_time__ = map_.next_value()?;
                        }
                        GeneratedField::SettleTime => {
                            if settle_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("settleTime"));
                            }
                            settle_time__ = map_.next_value()?;
                        }
                        GeneratedField::Delay => {
                            if delay__.is_some() {
                                return Err(serde::de::Error::duplicate_field("delay"));
                            }
                            delay__ = map_.next_value()?;
                        }
                        GeneratedField::Payload => {
                            if payload__.is_some() {
                                return Err(serde::de::Error::duplicate_field("payload"));
                            }
                            payload__ = map_.next_value()?;
                        }
                        GeneratedField::Labels => {
                            if labels__.is_some() {
                                return Err(serde::de::Error::duplicate_field("labels"));
                            }
                            labels__ = Some(
                                map_.next_value::<std::collections::BTreeMap<_, _>>()?
                            );
                        }
                        GeneratedField::Target => {
                            if target__.is_some() {
                                return Err(serde::de::Error::duplicate_field("target"));
                            }
                            target__ = map_.next_value()?;
                        }
                        GeneratedField::RetryPolicy => {
                            if retry_policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("retryPolicy"));
                            }
                            retry_policy__ = map_.next_value()?;
                        }
                        GeneratedField::AckDeadline => {
                            if ack_deadline__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ackDeadline"));
                            }
                            ack_deadline__ = map_.next_value()?;
                        }
                        GeneratedField::Attempts => {
                            if attempts__.is_some() {
                                return Err(serde::de::Error::duplicate_field("attempts"));
                            }
                            attempts__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CreatedBy => {
                            if created_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createdBy"));
                            }
                            created_by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Cancel => {
                            if cancel__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cancel"));
                            }
                            cancel__ = map_.next_value()?;
                        }
                        GeneratedField::Failure => {
                            if failure__.is_some() {
                                return Err(serde::de::Error::duplicate_field("failure"));
                            }
                            failure__ = map_.next_value()?;
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Lateness => {
                            if lateness__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lateness"));
                            }
                            lateness__ = map_.next_value()?;
                        }
                        GeneratedField::Priority => {
                            if priority__.is_some() {
                                return Err(serde::de::Error::duplicate_field("priority"));
                            }
                            priority__ = Some(map_.next_value::<Priority>()? as i32);
                        }
                        GeneratedField::Actions => {
                            if actions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("actions"));
                            }
                            actions__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Origin => {
                            if origin__.is_some() {
                                return Err(serde::de::Error::duplicate_field("origin"));
                            }
                            origin__ = map_.next_value()?;
                        }
                        GeneratedField::ConcurrencyKey => {
                            if concurrency_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("concurrencyKey"));
                            }
                            concurrency_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Note => {
                            if note__.is_some() {
                                return Err(serde::de::Error::duplicate_field("note"));
                            }
                            note__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value::<TimerKind>()? as i32);
                        }
                        GeneratedField::Watchdog => {
                            if watchdog__.is_some() {
                                return Err(serde::de::Error::duplicate_field("watchdog"));
                            }
                            watchdog__ = map_.next_value()?;
                        }
                        GeneratedField::PayloadShredded => {
                            if payload_shredded__.is_some() {
                                return Err(serde::de::Error::duplicate_field("payloadShredded"));
                            }
                            payload_shredded__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Timer {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    tenant: tenant__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    status: status__.unwrap_or_default(),
                    create_time: create_time__,
                    fire_time: fire_time__,
                    arm_time: arm_time__,
                    release_time: release_time__,
                    settle_time: settle_time__,
                    delay: delay__,
                    payload: payload__,
                    labels: labels__.unwrap_or_default(),
                    target: target__,
                    retry_policy: retry_policy__,
                    ack_deadline: ack_deadline__,
                    attempts: attempts__.unwrap_or_default(),
                    created_by: created_by__.unwrap_or_default(),
                    cancel: cancel__,
                    failure: failure__,
                    state_version: state_version__.unwrap_or_default(),
                    lateness: lateness__,
                    priority: priority__.unwrap_or_default(),
                    actions: actions__.unwrap_or_default(),
                    origin: origin__,
                    concurrency_key: concurrency_key__.unwrap_or_default(),
                    note: note__.unwrap_or_default(),
                    kind: kind__.unwrap_or_default(),
                    watchdog: watchdog__,
                    payload_shredded: payload_shredded__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.Timer", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TimerKind {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "TIMER_KIND_UNSPECIFIED",
            Self::OneShot => "TIMER_KIND_ONE_SHOT",
            Self::Watchdog => "TIMER_KIND_WATCHDOG",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for TimerKind {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "TIMER_KIND_UNSPECIFIED",
            "TIMER_KIND_ONE_SHOT",
            "TIMER_KIND_WATCHDOG",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = TimerKind;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "TIMER_KIND_UNSPECIFIED" => Ok(TimerKind::Unspecified),
                    "TIMER_KIND_ONE_SHOT" => Ok(TimerKind::OneShot),
                    "TIMER_KIND_WATCHDOG" => Ok(TimerKind::Watchdog),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for TimerStatus {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "TIMER_STATUS_UNSPECIFIED",
            Self::Scheduled => "TIMER_STATUS_SCHEDULED",
            Self::Armed => "TIMER_STATUS_ARMED",
            Self::Fired => "TIMER_STATUS_FIRED",
            Self::Settled => "TIMER_STATUS_SETTLED",
            Self::Cancelled => "TIMER_STATUS_CANCELLED",
            Self::Failed => "TIMER_STATUS_FAILED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for TimerStatus {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "TIMER_STATUS_UNSPECIFIED",
            "TIMER_STATUS_SCHEDULED",
            "TIMER_STATUS_ARMED",
            "TIMER_STATUS_FIRED",
            "TIMER_STATUS_SETTLED",
            "TIMER_STATUS_CANCELLED",
            "TIMER_STATUS_FAILED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = TimerStatus;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "TIMER_STATUS_UNSPECIFIED" => Ok(TimerStatus::Unspecified),
                    "TIMER_STATUS_SCHEDULED" => Ok(TimerStatus::Scheduled),
                    "TIMER_STATUS_ARMED" => Ok(TimerStatus::Armed),
                    "TIMER_STATUS_FIRED" => Ok(TimerStatus::Fired),
                    "TIMER_STATUS_SETTLED" => Ok(TimerStatus::Settled),
                    "TIMER_STATUS_CANCELLED" => Ok(TimerStatus::Cancelled),
                    "TIMER_STATUS_FAILED" => Ok(TimerStatus::Failed),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for TouchOutcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "TOUCH_OUTCOME_UNSPECIFIED",
            Self::Touched => "TOUCH_OUTCOME_TOUCHED",
            Self::TooLate => "TOUCH_OUTCOME_TOO_LATE",
            Self::Superseded => "TOUCH_OUTCOME_SUPERSEDED",
            Self::Cancelled => "TOUCH_OUTCOME_CANCELLED",
            Self::NotFound => "TOUCH_OUTCOME_NOT_FOUND",
            Self::NotAWatchdog => "TOUCH_OUTCOME_NOT_A_WATCHDOG",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for TouchOutcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "TOUCH_OUTCOME_UNSPECIFIED",
            "TOUCH_OUTCOME_TOUCHED",
            "TOUCH_OUTCOME_TOO_LATE",
            "TOUCH_OUTCOME_SUPERSEDED",
            "TOUCH_OUTCOME_CANCELLED",
            "TOUCH_OUTCOME_NOT_FOUND",
            "TOUCH_OUTCOME_NOT_A_WATCHDOG",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = TouchOutcome;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "TOUCH_OUTCOME_UNSPECIFIED" => Ok(TouchOutcome::Unspecified),
                    "TOUCH_OUTCOME_TOUCHED" => Ok(TouchOutcome::Touched),
                    "TOUCH_OUTCOME_TOO_LATE" => Ok(TouchOutcome::TooLate),
                    "TOUCH_OUTCOME_SUPERSEDED" => Ok(TouchOutcome::Superseded),
                    "TOUCH_OUTCOME_CANCELLED" => Ok(TouchOutcome::Cancelled),
                    "TOUCH_OUTCOME_NOT_FOUND" => Ok(TouchOutcome::NotFound),
                    "TOUCH_OUTCOME_NOT_A_WATCHDOG" => Ok(TouchOutcome::NotAWatchdog),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for TouchRequest {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.epoch != 0 {
            len += 1;
        }
        if self.sequence != 0 {
            len += 1;
        }
        if !self.touches.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.TouchRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.epoch != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("epoch", ToString::to_string(&self.epoch).as_str())?;
        }
        if self.sequence != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sequence", ToString::to_string(&self.sequence).as_str())?;
        }
        if !self.touches.is_empty() {
            struct_ser.serialize_field("touches", &self.touches)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TouchRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
            "epoch",
            "sequence",
            "touches",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
            Epoch,
            Sequence,
            Touches,
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
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "sequence" => Ok(GeneratedField::Sequence),
                            "touches" => Ok(GeneratedField::Touches),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TouchRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.TouchRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TouchRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut epoch__ = None;
                let mut sequence__ = None;
                let mut touches__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sequence => {
                            if sequence__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sequence"));
                            }
                            sequence__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Touches => {
                            if touches__.is_some() {
                                return Err(serde::de::Error::duplicate_field("touches"));
                            }
                            touches__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(TouchRequest {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    sequence: sequence__.unwrap_or_default(),
                    touches: touches__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.TouchRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TouchResponse {
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
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.TouchResponse", len)?;
        if !self.results.is_empty() {
            struct_ser.serialize_field("results", &self.results)?;
        }
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TouchResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "results",
            "shard",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Results,
            Shard,
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
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TouchResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.TouchResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TouchResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut results__ = None;
                let mut shard__ = None;
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
                    }
                }
                Ok(TouchResponse {
                    results: results__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.TouchResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TouchResult {
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
        if self.outcome != 0 {
            len += 1;
        }
        if !self.event_id.is_empty() {
            len += 1;
        }
        if self.fire_time.is_some() {
            len += 1;
        }
        if self.epoch != 0 {
            len += 1;
        }
        if self.sequence != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.TouchResult", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if self.outcome != 0 {
            let v = TouchOutcome::try_from(self.outcome)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.outcome)))?;
            struct_ser.serialize_field("outcome", &v)?;
        }
        if !self.event_id.is_empty() {
            struct_ser.serialize_field("eventId", &self.event_id)?;
        }
        if let Some(v) = self.fire_time.as_ref() {
            struct_ser.serialize_field("fireTime", v)?;
        }
        if self.epoch != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("epoch", ToString::to_string(&self.epoch).as_str())?;
        }
        if self.sequence != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sequence", ToString::to_string(&self.sequence).as_str())?;
        }
        if self.commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("commitIndex", ToString::to_string(&self.commit_index).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TouchResult {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "outcome",
            "event_id",
            "eventId",
            "fire_time",
            "fireTime",
            "epoch",
            "sequence",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Outcome,
            EventId,
            FireTime,
            Epoch,
            Sequence,
            CommitIndex,
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
                            "outcome" => Ok(GeneratedField::Outcome),
                            "eventId" | "event_id" => Ok(GeneratedField::EventId),
                            "fireTime" | "fire_time" => Ok(GeneratedField::FireTime),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "sequence" => Ok(GeneratedField::Sequence),
                            "commitIndex" | "commit_index" => Ok(GeneratedField::CommitIndex),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TouchResult;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.TouchResult")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TouchResult, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut outcome__ = None;
                let mut event_id__ = None;
                let mut fire_time__ = None;
                let mut epoch__ = None;
                let mut sequence__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value::<TouchOutcome>()? as i32);
                        }
                        GeneratedField::EventId => {
                            if event_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventId"));
                            }
                            event_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::FireTime => {
                            if fire_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fireTime"));
                            }
                            fire_time__ = map_.next_value()?;
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sequence => {
                            if sequence__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sequence"));
                            }
                            sequence__ = 
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
                    }
                }
                Ok(TouchResult {
                    id: id__.unwrap_or_default(),
                    outcome: outcome__.unwrap_or_default(),
                    event_id: event_id__.unwrap_or_default(),
                    fire_time: fire_time__,
                    epoch: epoch__.unwrap_or_default(),
                    sequence: sequence__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.TouchResult", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TouchStreamRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.touch.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.TouchStreamRequest", len)?;
        if let Some(v) = self.touch.as_ref() {
            struct_ser.serialize_field("touch", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TouchStreamRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "touch",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Touch,
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
                            "touch" => Ok(GeneratedField::Touch),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TouchStreamRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.TouchStreamRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TouchStreamRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut touch__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Touch => {
                            if touch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("touch"));
                            }
                            touch__ = map_.next_value()?;
                        }
                    }
                }
                Ok(TouchStreamRequest {
                    touch: touch__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.TouchStreamRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TouchStreamResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.answer.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.TouchStreamResponse", len)?;
        if let Some(v) = self.answer.as_ref() {
            match v {
                touch_stream_response::Answer::Result(v) => {
                    struct_ser.serialize_field("result", v)?;
                }
                touch_stream_response::Answer::Error(v) => {
                    struct_ser.serialize_field("error", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TouchStreamResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "result",
            "error",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Result,
            Error,
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
                            "result" => Ok(GeneratedField::Result),
                            "error" => Ok(GeneratedField::Error),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TouchStreamResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.TouchStreamResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TouchStreamResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut answer__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Result => {
                            if answer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("result"));
                            }
                            answer__ = map_.next_value::<::std::option::Option<_>>()?.map(touch_stream_response::Answer::Result)
;
                        }
                        GeneratedField::Error => {
                            if answer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("error"));
                            }
                            answer__ = map_.next_value::<::std::option::Option<_>>()?.map(touch_stream_response::Answer::Error)
;
                        }
                    }
                }
                Ok(TouchStreamResponse {
                    answer: answer__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.TouchStreamResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WaitOutcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "WAIT_OUTCOME_UNSPECIFIED",
            Self::Reached => "WAIT_OUTCOME_REACHED",
            Self::TimedOut => "WAIT_OUTCOME_TIMED_OUT",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for WaitOutcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "WAIT_OUTCOME_UNSPECIFIED",
            "WAIT_OUTCOME_REACHED",
            "WAIT_OUTCOME_TIMED_OUT",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = WaitOutcome;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "WAIT_OUTCOME_UNSPECIFIED" => Ok(WaitOutcome::Unspecified),
                    "WAIT_OUTCOME_REACHED" => Ok(WaitOutcome::Reached),
                    "WAIT_OUTCOME_TIMED_OUT" => Ok(WaitOutcome::TimedOut),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for WaitTimerRequest {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.until != 0 {
            len += 1;
        }
        if self.timeout.is_some() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.WaitTimerRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.until != 0 {
            let v = WaitUntil::try_from(self.until)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.until)))?;
            struct_ser.serialize_field("until", &v)?;
        }
        if let Some(v) = self.timeout.as_ref() {
            struct_ser.serialize_field("timeout", v)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WaitTimerRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
            "until",
            "timeout",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
            Until,
            Timeout,
            Read,
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
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "until" => Ok(GeneratedField::Until),
                            "timeout" => Ok(GeneratedField::Timeout),
                            "read" => Ok(GeneratedField::Read),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WaitTimerRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.WaitTimerRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WaitTimerRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut until__ = None;
                let mut timeout__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Until => {
                            if until__.is_some() {
                                return Err(serde::de::Error::duplicate_field("until"));
                            }
                            until__ = Some(map_.next_value::<WaitUntil>()? as i32);
                        }
                        GeneratedField::Timeout => {
                            if timeout__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timeout"));
                            }
                            timeout__ = map_.next_value()?;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(WaitTimerRequest {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    until: until__.unwrap_or_default(),
                    timeout: timeout__,
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.WaitTimerRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WaitTimerResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.outcome != 0 {
            len += 1;
        }
        if self.timer.is_some() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.WaitTimerResponse", len)?;
        if self.outcome != 0 {
            let v = WaitOutcome::try_from(self.outcome)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.outcome)))?;
            struct_ser.serialize_field("outcome", &v)?;
        }
        if let Some(v) = self.timer.as_ref() {
            struct_ser.serialize_field("timer", v)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WaitTimerResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "outcome",
            "timer",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Outcome,
            Timer,
            Read,
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
                            "outcome" => Ok(GeneratedField::Outcome),
                            "timer" => Ok(GeneratedField::Timer),
                            "read" => Ok(GeneratedField::Read),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WaitTimerResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.WaitTimerResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WaitTimerResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut outcome__ = None;
                let mut timer__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value::<WaitOutcome>()? as i32);
                        }
                        GeneratedField::Timer => {
                            if timer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            timer__ = map_.next_value()?;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(WaitTimerResponse {
                    outcome: outcome__.unwrap_or_default(),
                    timer: timer__,
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.WaitTimerResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WaitUntil {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "WAIT_UNTIL_UNSPECIFIED",
            Self::Fired => "WAIT_UNTIL_FIRED",
            Self::Terminal => "WAIT_UNTIL_TERMINAL",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for WaitUntil {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "WAIT_UNTIL_UNSPECIFIED",
            "WAIT_UNTIL_FIRED",
            "WAIT_UNTIL_TERMINAL",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = WaitUntil;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "WAIT_UNTIL_UNSPECIFIED" => Ok(WaitUntil::Unspecified),
                    "WAIT_UNTIL_FIRED" => Ok(WaitUntil::Fired),
                    "WAIT_UNTIL_TERMINAL" => Ok(WaitUntil::Terminal),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Watchdog {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.ttl.is_some() {
            len += 1;
        }
        if self.epoch != 0 {
            len += 1;
        }
        if self.sequence != 0 {
            len += 1;
        }
        if self.touch_time.is_some() {
            len += 1;
        }
        if !self.stages.is_empty() {
            len += 1;
        }
        if self.stages_reached != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.Watchdog", len)?;
        if let Some(v) = self.ttl.as_ref() {
            struct_ser.serialize_field("ttl", v)?;
        }
        if self.epoch != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("epoch", ToString::to_string(&self.epoch).as_str())?;
        }
        if self.sequence != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sequence", ToString::to_string(&self.sequence).as_str())?;
        }
        if let Some(v) = self.touch_time.as_ref() {
            struct_ser.serialize_field("touchTime", v)?;
        }
        if !self.stages.is_empty() {
            struct_ser.serialize_field("stages", &self.stages)?;
        }
        if self.stages_reached != 0 {
            struct_ser.serialize_field("stagesReached", &self.stages_reached)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Watchdog {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "ttl",
            "epoch",
            "sequence",
            "touch_time",
            "touchTime",
            "stages",
            "stages_reached",
            "stagesReached",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Ttl,
            Epoch,
            Sequence,
            TouchTime,
            Stages,
            StagesReached,
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
                            "ttl" => Ok(GeneratedField::Ttl),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "sequence" => Ok(GeneratedField::Sequence),
                            "touchTime" | "touch_time" => Ok(GeneratedField::TouchTime),
                            "stages" => Ok(GeneratedField::Stages),
                            "stagesReached" | "stages_reached" => Ok(GeneratedField::StagesReached),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Watchdog;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.Watchdog")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Watchdog, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut ttl__ = None;
                let mut epoch__ = None;
                let mut sequence__ = None;
                let mut touch_time__ = None;
                let mut stages__ = None;
                let mut stages_reached__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Ttl => {
                            if ttl__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ttl"));
                            }
                            ttl__ = map_.next_value()?;
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sequence => {
                            if sequence__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sequence"));
                            }
                            sequence__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::TouchTime => {
                            if touch_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("touchTime"));
                            }
                            touch_time__ = map_.next_value()?;
                        }
                        GeneratedField::Stages => {
                            if stages__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stages"));
                            }
                            stages__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StagesReached => {
                            if stages_reached__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stagesReached"));
                            }
                            stages_reached__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Watchdog {
                    ttl: ttl__,
                    epoch: epoch__.unwrap_or_default(),
                    sequence: sequence__.unwrap_or_default(),
                    touch_time: touch_time__,
                    stages: stages__.unwrap_or_default(),
                    stages_reached: stages_reached__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.Watchdog", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WatchdogStage {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.delay.is_some() {
            len += 1;
        }
        if self.target.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.WatchdogStage", len)?;
        if let Some(v) = self.delay.as_ref() {
            struct_ser.serialize_field("delay", v)?;
        }
        if let Some(v) = self.target.as_ref() {
            struct_ser.serialize_field("target", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WatchdogStage {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "delay",
            "target",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Delay,
            Target,
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
                            "delay" => Ok(GeneratedField::Delay),
                            "target" => Ok(GeneratedField::Target),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WatchdogStage;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.WatchdogStage")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WatchdogStage, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut delay__ = None;
                let mut target__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Delay => {
                            if delay__.is_some() {
                                return Err(serde::de::Error::duplicate_field("delay"));
                            }
                            delay__ = map_.next_value()?;
                        }
                        GeneratedField::Target => {
                            if target__.is_some() {
                                return Err(serde::de::Error::duplicate_field("target"));
                            }
                            target__ = map_.next_value()?;
                        }
                    }
                }
                Ok(WatchdogStage {
                    delay: delay__,
                    target: target__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.WatchdogStage", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WatchdogTouch {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.epoch != 0 {
            len += 1;
        }
        if self.sequence != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.timer.v1.WatchdogTouch", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.epoch != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("epoch", ToString::to_string(&self.epoch).as_str())?;
        }
        if self.sequence != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sequence", ToString::to_string(&self.sequence).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WatchdogTouch {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
            "epoch",
            "sequence",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
            Epoch,
            Sequence,
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
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "sequence" => Ok(GeneratedField::Sequence),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WatchdogTouch;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.timer.v1.WatchdogTouch")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WatchdogTouch, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut epoch__ = None;
                let mut sequence__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sequence => {
                            if sequence__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sequence"));
                            }
                            sequence__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(WatchdogTouch {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    sequence: sequence__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.timer.v1.WatchdogTouch", FIELDS, GeneratedVisitor)
    }
}
