impl serde::Serialize for CreateQueueRequest {
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
        if !self.description.is_empty() {
            len += 1;
        }
        if self.ack_deadline.is_some() {
            len += 1;
        }
        if self.max_age.is_some() {
            len += 1;
        }
        if self.retry_policy.is_some() {
            len += 1;
        }
        if self.key_concurrency != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.CreateQueueRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.description.is_empty() {
            struct_ser.serialize_field("description", &self.description)?;
        }
        if let Some(v) = self.ack_deadline.as_ref() {
            struct_ser.serialize_field("ackDeadline", v)?;
        }
        if let Some(v) = self.max_age.as_ref() {
            struct_ser.serialize_field("maxAge", v)?;
        }
        if let Some(v) = self.retry_policy.as_ref() {
            struct_ser.serialize_field("retryPolicy", v)?;
        }
        if self.key_concurrency != 0 {
            struct_ser.serialize_field("keyConcurrency", &self.key_concurrency)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CreateQueueRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "description",
            "ack_deadline",
            "ackDeadline",
            "max_age",
            "maxAge",
            "retry_policy",
            "retryPolicy",
            "key_concurrency",
            "keyConcurrency",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Description,
            AckDeadline,
            MaxAge,
            RetryPolicy,
            KeyConcurrency,
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
                            "description" => Ok(GeneratedField::Description),
                            "ackDeadline" | "ack_deadline" => Ok(GeneratedField::AckDeadline),
                            "maxAge" | "max_age" => Ok(GeneratedField::MaxAge),
                            "retryPolicy" | "retry_policy" => Ok(GeneratedField::RetryPolicy),
                            "keyConcurrency" | "key_concurrency" => Ok(GeneratedField::KeyConcurrency),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CreateQueueRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.CreateQueueRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CreateQueueRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut description__ = None;
                let mut ack_deadline__ = None;
                let mut max_age__ = None;
                let mut retry_policy__ = None;
                let mut key_concurrency__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Description => {
                            if description__.is_some() {
                                return Err(serde::de::Error::duplicate_field("description"));
                            }
                            description__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AckDeadline => {
                            if ack_deadline__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ackDeadline"));
                            }
                            ack_deadline__ = map_.next_value()?;
                        }
                        GeneratedField::MaxAge => {
                            if max_age__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxAge"));
                            }
                            max_age__ = map_.next_value()?;
                        }
                        GeneratedField::RetryPolicy => {
                            if retry_policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("retryPolicy"));
                            }
                            retry_policy__ = map_.next_value()?;
                        }
                        GeneratedField::KeyConcurrency => {
                            if key_concurrency__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keyConcurrency"));
                            }
                            key_concurrency__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(CreateQueueRequest {
                    id: id__.unwrap_or_default(),
                    description: description__.unwrap_or_default(),
                    ack_deadline: ack_deadline__,
                    max_age: max_age__,
                    retry_policy: retry_policy__,
                    key_concurrency: key_concurrency__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.CreateQueueRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CreateQueueResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.queue.is_some() {
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
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.CreateQueueResponse", len)?;
        if let Some(v) = self.queue.as_ref() {
            struct_ser.serialize_field("queue", v)?;
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
impl<'de> serde::Deserialize<'de> for CreateQueueResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "queue",
            "existing",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Queue,
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
                            "queue" => Ok(GeneratedField::Queue),
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
            type Value = CreateQueueResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.CreateQueueResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CreateQueueResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut queue__ = None;
                let mut existing__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = map_.next_value()?;
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
                Ok(CreateQueueResponse {
                    queue: queue__,
                    existing: existing__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.CreateQueueResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DeadLetter {
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
        if !self.timer_id.is_empty() {
            len += 1;
        }
        if !self.timer_name.is_empty() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        if self.fail_time.is_some() {
            len += 1;
        }
        if self.failure.is_some() {
            len += 1;
        }
        if self.attempts != 0 {
            len += 1;
        }
        if self.due_time.is_some() {
            len += 1;
        }
        if !self.event_type.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.DeadLetter", len)?;
        if !self.event_id.is_empty() {
            struct_ser.serialize_field("eventId", &self.event_id)?;
        }
        if !self.timer_id.is_empty() {
            struct_ser.serialize_field("timerId", &self.timer_id)?;
        }
        if !self.timer_name.is_empty() {
            struct_ser.serialize_field("timerName", &self.timer_name)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        if let Some(v) = self.fail_time.as_ref() {
            struct_ser.serialize_field("failTime", v)?;
        }
        if let Some(v) = self.failure.as_ref() {
            struct_ser.serialize_field("failure", v)?;
        }
        if self.attempts != 0 {
            struct_ser.serialize_field("attempts", &self.attempts)?;
        }
        if let Some(v) = self.due_time.as_ref() {
            struct_ser.serialize_field("dueTime", v)?;
        }
        if !self.event_type.is_empty() {
            struct_ser.serialize_field("eventType", &self.event_type)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for DeadLetter {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "event_id",
            "eventId",
            "timer_id",
            "timerId",
            "timer_name",
            "timerName",
            "state_version",
            "stateVersion",
            "fail_time",
            "failTime",
            "failure",
            "attempts",
            "due_time",
            "dueTime",
            "event_type",
            "eventType",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            EventId,
            TimerId,
            TimerName,
            StateVersion,
            FailTime,
            Failure,
            Attempts,
            DueTime,
            EventType,
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
                            "timerId" | "timer_id" => Ok(GeneratedField::TimerId),
                            "timerName" | "timer_name" => Ok(GeneratedField::TimerName),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            "failTime" | "fail_time" => Ok(GeneratedField::FailTime),
                            "failure" => Ok(GeneratedField::Failure),
                            "attempts" => Ok(GeneratedField::Attempts),
                            "dueTime" | "due_time" => Ok(GeneratedField::DueTime),
                            "eventType" | "event_type" => Ok(GeneratedField::EventType),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = DeadLetter;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.DeadLetter")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DeadLetter, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut event_id__ = None;
                let mut timer_id__ = None;
                let mut timer_name__ = None;
                let mut state_version__ = None;
                let mut fail_time__ = None;
                let mut failure__ = None;
                let mut attempts__ = None;
                let mut due_time__ = None;
                let mut event_type__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::EventId => {
                            if event_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventId"));
                            }
                            event_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::TimerId => {
                            if timer_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timerId"));
                            }
                            timer_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::TimerName => {
                            if timer_name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timerName"));
                            }
                            timer_name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::FailTime => {
                            if fail_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("failTime"));
                            }
                            fail_time__ = map_.next_value()?;
                        }
                        GeneratedField::Failure => {
                            if failure__.is_some() {
                                return Err(serde::de::Error::duplicate_field("failure"));
                            }
                            failure__ = map_.next_value()?;
                        }
                        GeneratedField::Attempts => {
                            if attempts__.is_some() {
                                return Err(serde::de::Error::duplicate_field("attempts"));
                            }
                            attempts__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::DueTime => {
                            if due_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dueTime"));
                            }
                            due_time__ = map_.next_value()?;
                        }
                        GeneratedField::EventType => {
                            if event_type__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventType"));
                            }
                            event_type__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(DeadLetter {
                    event_id: event_id__.unwrap_or_default(),
                    timer_id: timer_id__.unwrap_or_default(),
                    timer_name: timer_name__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                    fail_time: fail_time__,
                    failure: failure__,
                    attempts: attempts__.unwrap_or_default(),
                    due_time: due_time__,
                    event_type: event_type__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.DeadLetter", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetQueueRequest {
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
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.GetQueueRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetQueueRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
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
            type Value = GetQueueRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.GetQueueRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetQueueRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetQueueRequest {
                    id: id__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.GetQueueRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetQueueResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.queue.is_some() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.GetQueueResponse", len)?;
        if let Some(v) = self.queue.as_ref() {
            struct_ser.serialize_field("queue", v)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetQueueResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "queue",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Queue,
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
                            "queue" => Ok(GeneratedField::Queue),
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
            type Value = GetQueueResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.GetQueueResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetQueueResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut queue__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = map_.next_value()?;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetQueueResponse {
                    queue: queue__,
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.GetQueueResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListDeadLettersRequest {
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
        if self.page_size != 0 {
            len += 1;
        }
        if !self.page_token.is_empty() {
            len += 1;
        }
        if self.reason != 0 {
            len += 1;
        }
        if self.since.is_some() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.ListDeadLettersRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if self.page_size != 0 {
            struct_ser.serialize_field("pageSize", &self.page_size)?;
        }
        if !self.page_token.is_empty() {
            struct_ser.serialize_field("pageToken", &self.page_token)?;
        }
        if self.reason != 0 {
            let v = super::super::timer::v1::FailureReason::try_from(self.reason)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.reason)))?;
            struct_ser.serialize_field("reason", &v)?;
        }
        if let Some(v) = self.since.as_ref() {
            struct_ser.serialize_field("since", v)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListDeadLettersRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "page_size",
            "pageSize",
            "page_token",
            "pageToken",
            "reason",
            "since",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PageSize,
            PageToken,
            Reason,
            Since,
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
                            "pageSize" | "page_size" => Ok(GeneratedField::PageSize),
                            "pageToken" | "page_token" => Ok(GeneratedField::PageToken),
                            "reason" => Ok(GeneratedField::Reason),
                            "since" => Ok(GeneratedField::Since),
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
            type Value = ListDeadLettersRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.ListDeadLettersRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListDeadLettersRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut page_size__ = None;
                let mut page_token__ = None;
                let mut reason__ = None;
                let mut since__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
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
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value::<super::super::timer::v1::FailureReason>()? as i32);
                        }
                        GeneratedField::Since => {
                            if since__.is_some() {
                                return Err(serde::de::Error::duplicate_field("since"));
                            }
                            since__ = map_.next_value()?;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ListDeadLettersRequest {
                    id: id__.unwrap_or_default(),
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    since: since__,
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.ListDeadLettersRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListDeadLettersResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.dead_letters.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.ListDeadLettersResponse", len)?;
        if !self.dead_letters.is_empty() {
            struct_ser.serialize_field("deadLetters", &self.dead_letters)?;
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
impl<'de> serde::Deserialize<'de> for ListDeadLettersResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "dead_letters",
            "deadLetters",
            "next_page_token",
            "nextPageToken",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            DeadLetters,
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
                            "deadLetters" | "dead_letters" => Ok(GeneratedField::DeadLetters),
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
            type Value = ListDeadLettersResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.ListDeadLettersResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListDeadLettersResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut dead_letters__ = None;
                let mut next_page_token__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::DeadLetters => {
                            if dead_letters__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deadLetters"));
                            }
                            dead_letters__ = Some(map_.next_value()?);
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
                Ok(ListDeadLettersResponse {
                    dead_letters: dead_letters__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.ListDeadLettersResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListQueuesRequest {
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
        if !self.id_prefix.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.ListQueuesRequest", len)?;
        if self.page_size != 0 {
            struct_ser.serialize_field("pageSize", &self.page_size)?;
        }
        if !self.page_token.is_empty() {
            struct_ser.serialize_field("pageToken", &self.page_token)?;
        }
        if !self.id_prefix.is_empty() {
            struct_ser.serialize_field("idPrefix", &self.id_prefix)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListQueuesRequest {
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
            "id_prefix",
            "idPrefix",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PageSize,
            PageToken,
            IdPrefix,
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
                            "pageSize" | "page_size" => Ok(GeneratedField::PageSize),
                            "pageToken" | "page_token" => Ok(GeneratedField::PageToken),
                            "idPrefix" | "id_prefix" => Ok(GeneratedField::IdPrefix),
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
            type Value = ListQueuesRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.ListQueuesRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListQueuesRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut page_size__ = None;
                let mut page_token__ = None;
                let mut id_prefix__ = None;
                let mut read__ = None;
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
                        GeneratedField::IdPrefix => {
                            if id_prefix__.is_some() {
                                return Err(serde::de::Error::duplicate_field("idPrefix"));
                            }
                            id_prefix__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ListQueuesRequest {
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                    id_prefix: id_prefix__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.ListQueuesRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListQueuesResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.queues.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.ListQueuesResponse", len)?;
        if !self.queues.is_empty() {
            struct_ser.serialize_field("queues", &self.queues)?;
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
impl<'de> serde::Deserialize<'de> for ListQueuesResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "queues",
            "next_page_token",
            "nextPageToken",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Queues,
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
                            "queues" => Ok(GeneratedField::Queues),
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
            type Value = ListQueuesResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.ListQueuesResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListQueuesResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut queues__ = None;
                let mut next_page_token__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Queues => {
                            if queues__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queues"));
                            }
                            queues__ = Some(map_.next_value()?);
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
                Ok(ListQueuesResponse {
                    queues: queues__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.ListQueuesResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Pause {
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
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.Pause", len)?;
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
impl<'de> serde::Deserialize<'de> for Pause {
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
            type Value = Pause;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.Pause")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Pause, V::Error>
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
                Ok(Pause {
                    by: by__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    time: time__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.Pause", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PauseQueueRequest {
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
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.PauseQueueRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PauseQueueRequest {
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
            type Value = PauseQueueRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.PauseQueueRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PauseQueueRequest, V::Error>
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
                Ok(PauseQueueRequest {
                    id: id__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.PauseQueueRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PauseQueueResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.queue.is_some() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.PauseQueueResponse", len)?;
        if let Some(v) = self.queue.as_ref() {
            struct_ser.serialize_field("queue", v)?;
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
impl<'de> serde::Deserialize<'de> for PauseQueueResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "queue",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Queue,
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
                            "queue" => Ok(GeneratedField::Queue),
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
            type Value = PauseQueueResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.PauseQueueResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PauseQueueResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut queue__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = map_.next_value()?;
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
                Ok(PauseQueueResponse {
                    queue: queue__,
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.PauseQueueResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PurgeQueueRequest {
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
        if self.dead_letters {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.PurgeQueueRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if self.dead_letters {
            struct_ser.serialize_field("deadLetters", &self.dead_letters)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PurgeQueueRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "dead_letters",
            "deadLetters",
            "reason",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            DeadLetters,
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
                            "deadLetters" | "dead_letters" => Ok(GeneratedField::DeadLetters),
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
            type Value = PurgeQueueRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.PurgeQueueRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PurgeQueueRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut dead_letters__ = None;
                let mut reason__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::DeadLetters => {
                            if dead_letters__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deadLetters"));
                            }
                            dead_letters__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(PurgeQueueRequest {
                    id: id__.unwrap_or_default(),
                    dead_letters: dead_letters__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.PurgeQueueRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PurgeQueueResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.purged != 0 {
            len += 1;
        }
        if self.dead_letters != 0 {
            len += 1;
        }
        if self.finished {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.PurgeQueueResponse", len)?;
        if self.purged != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("purged", ToString::to_string(&self.purged).as_str())?;
        }
        if self.dead_letters != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("deadLetters", ToString::to_string(&self.dead_letters).as_str())?;
        }
        if self.finished {
            struct_ser.serialize_field("finished", &self.finished)?;
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
impl<'de> serde::Deserialize<'de> for PurgeQueueResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "purged",
            "dead_letters",
            "deadLetters",
            "finished",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Purged,
            DeadLetters,
            Finished,
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
                            "purged" => Ok(GeneratedField::Purged),
                            "deadLetters" | "dead_letters" => Ok(GeneratedField::DeadLetters),
                            "finished" => Ok(GeneratedField::Finished),
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
            type Value = PurgeQueueResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.PurgeQueueResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PurgeQueueResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut purged__ = None;
                let mut dead_letters__ = None;
                let mut finished__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Purged => {
                            if purged__.is_some() {
                                return Err(serde::de::Error::duplicate_field("purged"));
                            }
                            purged__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::DeadLetters => {
                            if dead_letters__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deadLetters"));
                            }
                            dead_letters__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Finished => {
                            if finished__.is_some() {
                                return Err(serde::de::Error::duplicate_field("finished"));
                            }
                            finished__ = Some(map_.next_value()?);
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
                Ok(PurgeQueueResponse {
                    purged: purged__.unwrap_or_default(),
                    dead_letters: dead_letters__.unwrap_or_default(),
                    finished: finished__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.PurgeQueueResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Queue {
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
        if !self.tenant.is_empty() {
            len += 1;
        }
        if !self.description.is_empty() {
            len += 1;
        }
        if self.create_time.is_some() {
            len += 1;
        }
        if self.update_time.is_some() {
            len += 1;
        }
        if self.ack_deadline.is_some() {
            len += 1;
        }
        if self.max_age.is_some() {
            len += 1;
        }
        if self.retry_policy.is_some() {
            len += 1;
        }
        if self.pause.is_some() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        if self.counts.is_some() {
            len += 1;
        }
        if self.key_concurrency != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.Queue", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if !self.description.is_empty() {
            struct_ser.serialize_field("description", &self.description)?;
        }
        if let Some(v) = self.create_time.as_ref() {
            struct_ser.serialize_field("createTime", v)?;
        }
        if let Some(v) = self.update_time.as_ref() {
            struct_ser.serialize_field("updateTime", v)?;
        }
        if let Some(v) = self.ack_deadline.as_ref() {
            struct_ser.serialize_field("ackDeadline", v)?;
        }
        if let Some(v) = self.max_age.as_ref() {
            struct_ser.serialize_field("maxAge", v)?;
        }
        if let Some(v) = self.retry_policy.as_ref() {
            struct_ser.serialize_field("retryPolicy", v)?;
        }
        if let Some(v) = self.pause.as_ref() {
            struct_ser.serialize_field("pause", v)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        if let Some(v) = self.counts.as_ref() {
            struct_ser.serialize_field("counts", v)?;
        }
        if self.key_concurrency != 0 {
            struct_ser.serialize_field("keyConcurrency", &self.key_concurrency)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Queue {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "tenant",
            "description",
            "create_time",
            "createTime",
            "update_time",
            "updateTime",
            "ack_deadline",
            "ackDeadline",
            "max_age",
            "maxAge",
            "retry_policy",
            "retryPolicy",
            "pause",
            "state_version",
            "stateVersion",
            "counts",
            "key_concurrency",
            "keyConcurrency",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Tenant,
            Description,
            CreateTime,
            UpdateTime,
            AckDeadline,
            MaxAge,
            RetryPolicy,
            Pause,
            StateVersion,
            Counts,
            KeyConcurrency,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "description" => Ok(GeneratedField::Description),
                            "createTime" | "create_time" => Ok(GeneratedField::CreateTime),
                            "updateTime" | "update_time" => Ok(GeneratedField::UpdateTime),
                            "ackDeadline" | "ack_deadline" => Ok(GeneratedField::AckDeadline),
                            "maxAge" | "max_age" => Ok(GeneratedField::MaxAge),
                            "retryPolicy" | "retry_policy" => Ok(GeneratedField::RetryPolicy),
                            "pause" => Ok(GeneratedField::Pause),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            "counts" => Ok(GeneratedField::Counts),
                            "keyConcurrency" | "key_concurrency" => Ok(GeneratedField::KeyConcurrency),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Queue;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.Queue")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Queue, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut tenant__ = None;
                let mut description__ = None;
                let mut create_time__ = None;
                let mut update_time__ = None;
                let mut ack_deadline__ = None;
                let mut max_age__ = None;
                let mut retry_policy__ = None;
                let mut pause__ = None;
                let mut state_version__ = None;
                let mut counts__ = None;
                let mut key_concurrency__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Description => {
                            if description__.is_some() {
                                return Err(serde::de::Error::duplicate_field("description"));
                            }
                            description__ = Some(map_.next_value()?);
                        }
                        GeneratedField::CreateTime => {
                            if create_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createTime"));
                            }
                            create_time__ = map_.next_value()?;
                        }
                        GeneratedField::UpdateTime => {
                            if update_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("updateTime"));
                            }
                            update_time__ = map_.next_value()?;
                        }
                        GeneratedField::AckDeadline => {
                            if ack_deadline__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ackDeadline"));
                            }
                            ack_deadline__ = map_.next_value()?;
                        }
                        GeneratedField::MaxAge => {
                            if max_age__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxAge"));
                            }
                            max_age__ = map_.next_value()?;
                        }
                        GeneratedField::RetryPolicy => {
                            if retry_policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("retryPolicy"));
                            }
                            retry_policy__ = map_.next_value()?;
                        }
                        GeneratedField::Pause => {
                            if pause__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pause"));
                            }
                            pause__ = map_.next_value()?;
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Counts => {
                            if counts__.is_some() {
                                return Err(serde::de::Error::duplicate_field("counts"));
                            }
                            counts__ = map_.next_value()?;
                        }
                        GeneratedField::KeyConcurrency => {
                            if key_concurrency__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keyConcurrency"));
                            }
                            key_concurrency__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Queue {
                    id: id__.unwrap_or_default(),
                    tenant: tenant__.unwrap_or_default(),
                    description: description__.unwrap_or_default(),
                    create_time: create_time__,
                    update_time: update_time__,
                    ack_deadline: ack_deadline__,
                    max_age: max_age__,
                    retry_policy: retry_policy__,
                    pause: pause__,
                    state_version: state_version__.unwrap_or_default(),
                    counts: counts__,
                    key_concurrency: key_concurrency__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.Queue", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for QueueCounts {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.ready != 0 {
            len += 1;
        }
        if self.leased != 0 {
            len += 1;
        }
        if self.delayed != 0 {
            len += 1;
        }
        if self.dead != 0 {
            len += 1;
        }
        if self.ready_exact {
            len += 1;
        }
        if self.leased_exact {
            len += 1;
        }
        if self.dead_exact {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.QueueCounts", len)?;
        if self.ready != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("ready", ToString::to_string(&self.ready).as_str())?;
        }
        if self.leased != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("leased", ToString::to_string(&self.leased).as_str())?;
        }
        if self.delayed != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("delayed", ToString::to_string(&self.delayed).as_str())?;
        }
        if self.dead != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("dead", ToString::to_string(&self.dead).as_str())?;
        }
        if self.ready_exact {
            struct_ser.serialize_field("readyExact", &self.ready_exact)?;
        }
        if self.leased_exact {
            struct_ser.serialize_field("leasedExact", &self.leased_exact)?;
        }
        if self.dead_exact {
            struct_ser.serialize_field("deadExact", &self.dead_exact)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for QueueCounts {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "ready",
            "leased",
            "delayed",
            "dead",
            "ready_exact",
            "readyExact",
            "leased_exact",
            "leasedExact",
            "dead_exact",
            "deadExact",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Ready,
            Leased,
            Delayed,
            Dead,
            ReadyExact,
            LeasedExact,
            DeadExact,
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
                            "ready" => Ok(GeneratedField::Ready),
                            "leased" => Ok(GeneratedField::Leased),
                            "delayed" => Ok(GeneratedField::Delayed),
                            "dead" => Ok(GeneratedField::Dead),
                            "readyExact" | "ready_exact" => Ok(GeneratedField::ReadyExact),
                            "leasedExact" | "leased_exact" => Ok(GeneratedField::LeasedExact),
                            "deadExact" | "dead_exact" => Ok(GeneratedField::DeadExact),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = QueueCounts;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.QueueCounts")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<QueueCounts, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut ready__ = None;
                let mut leased__ = None;
                let mut delayed__ = None;
                let mut dead__ = None;
                let mut ready_exact__ = None;
                let mut leased_exact__ = None;
                let mut dead_exact__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Ready => {
                            if ready__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ready"));
                            }
                            ready__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Leased => {
                            if leased__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leased"));
                            }
                            leased__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Delayed => {
                            if delayed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("delayed"));
                            }
                            delayed__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Dead => {
                            if dead__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dead"));
                            }
                            dead__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ReadyExact => {
                            if ready_exact__.is_some() {
                                return Err(serde::de::Error::duplicate_field("readyExact"));
                            }
                            ready_exact__ = Some(map_.next_value()?);
                        }
                        GeneratedField::LeasedExact => {
                            if leased_exact__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leasedExact"));
                            }
                            leased_exact__ = Some(map_.next_value()?);
                        }
                        GeneratedField::DeadExact => {
                            if dead_exact__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deadExact"));
                            }
                            dead_exact__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(QueueCounts {
                    ready: ready__.unwrap_or_default(),
                    leased: leased__.unwrap_or_default(),
                    delayed: delayed__.unwrap_or_default(),
                    dead: dead__.unwrap_or_default(),
                    ready_exact: ready_exact__.unwrap_or_default(),
                    leased_exact: leased_exact__.unwrap_or_default(),
                    dead_exact: dead_exact__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.QueueCounts", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ResumeQueueRequest {
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
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.ResumeQueueRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ResumeQueueRequest {
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
            type Value = ResumeQueueRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.ResumeQueueRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ResumeQueueRequest, V::Error>
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
                Ok(ResumeQueueRequest {
                    id: id__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.ResumeQueueRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ResumeQueueResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.queue.is_some() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.ResumeQueueResponse", len)?;
        if let Some(v) = self.queue.as_ref() {
            struct_ser.serialize_field("queue", v)?;
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
impl<'de> serde::Deserialize<'de> for ResumeQueueResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "queue",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Queue,
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
                            "queue" => Ok(GeneratedField::Queue),
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
            type Value = ResumeQueueResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.ResumeQueueResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ResumeQueueResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut queue__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = map_.next_value()?;
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
                Ok(ResumeQueueResponse {
                    queue: queue__,
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.ResumeQueueResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for UpdateQueueRequest {
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
        if self.update_mask.is_some() {
            len += 1;
        }
        if !self.description.is_empty() {
            len += 1;
        }
        if self.ack_deadline.is_some() {
            len += 1;
        }
        if self.max_age.is_some() {
            len += 1;
        }
        if self.retry_policy.is_some() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        if self.key_concurrency != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.UpdateQueueRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.update_mask.as_ref() {
            struct_ser.serialize_field("updateMask", v)?;
        }
        if !self.description.is_empty() {
            struct_ser.serialize_field("description", &self.description)?;
        }
        if let Some(v) = self.ack_deadline.as_ref() {
            struct_ser.serialize_field("ackDeadline", v)?;
        }
        if let Some(v) = self.max_age.as_ref() {
            struct_ser.serialize_field("maxAge", v)?;
        }
        if let Some(v) = self.retry_policy.as_ref() {
            struct_ser.serialize_field("retryPolicy", v)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        if self.key_concurrency != 0 {
            struct_ser.serialize_field("keyConcurrency", &self.key_concurrency)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for UpdateQueueRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "update_mask",
            "updateMask",
            "description",
            "ack_deadline",
            "ackDeadline",
            "max_age",
            "maxAge",
            "retry_policy",
            "retryPolicy",
            "state_version",
            "stateVersion",
            "key_concurrency",
            "keyConcurrency",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            UpdateMask,
            Description,
            AckDeadline,
            MaxAge,
            RetryPolicy,
            StateVersion,
            KeyConcurrency,
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
                            "updateMask" | "update_mask" => Ok(GeneratedField::UpdateMask),
                            "description" => Ok(GeneratedField::Description),
                            "ackDeadline" | "ack_deadline" => Ok(GeneratedField::AckDeadline),
                            "maxAge" | "max_age" => Ok(GeneratedField::MaxAge),
                            "retryPolicy" | "retry_policy" => Ok(GeneratedField::RetryPolicy),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            "keyConcurrency" | "key_concurrency" => Ok(GeneratedField::KeyConcurrency),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = UpdateQueueRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.UpdateQueueRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<UpdateQueueRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut update_mask__ = None;
                let mut description__ = None;
                let mut ack_deadline__ = None;
                let mut max_age__ = None;
                let mut retry_policy__ = None;
                let mut state_version__ = None;
                let mut key_concurrency__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::UpdateMask => {
                            if update_mask__.is_some() {
                                return Err(serde::de::Error::duplicate_field("updateMask"));
                            }
                            update_mask__ = map_.next_value()?;
                        }
                        GeneratedField::Description => {
                            if description__.is_some() {
                                return Err(serde::de::Error::duplicate_field("description"));
                            }
                            description__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AckDeadline => {
                            if ack_deadline__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ackDeadline"));
                            }
                            ack_deadline__ = map_.next_value()?;
                        }
                        GeneratedField::MaxAge => {
                            if max_age__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxAge"));
                            }
                            max_age__ = map_.next_value()?;
                        }
                        GeneratedField::RetryPolicy => {
                            if retry_policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("retryPolicy"));
                            }
                            retry_policy__ = map_.next_value()?;
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::KeyConcurrency => {
                            if key_concurrency__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keyConcurrency"));
                            }
                            key_concurrency__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(UpdateQueueRequest {
                    id: id__.unwrap_or_default(),
                    update_mask: update_mask__,
                    description: description__.unwrap_or_default(),
                    ack_deadline: ack_deadline__,
                    max_age: max_age__,
                    retry_policy: retry_policy__,
                    state_version: state_version__.unwrap_or_default(),
                    key_concurrency: key_concurrency__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.UpdateQueueRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for UpdateQueueResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.queue.is_some() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.queue.v1.UpdateQueueResponse", len)?;
        if let Some(v) = self.queue.as_ref() {
            struct_ser.serialize_field("queue", v)?;
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
impl<'de> serde::Deserialize<'de> for UpdateQueueResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "queue",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Queue,
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
                            "queue" => Ok(GeneratedField::Queue),
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
            type Value = UpdateQueueResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.queue.v1.UpdateQueueResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<UpdateQueueResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut queue__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = map_.next_value()?;
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
                Ok(UpdateQueueResponse {
                    queue: queue__,
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.queue.v1.UpdateQueueResponse", FIELDS, GeneratedVisitor)
    }
}
