impl serde::Serialize for BackfillScheduleRequest {
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
        if self.from.is_some() {
            len += 1;
        }
        if self.to.is_some() {
            len += 1;
        }
        if self.rate != 0 {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.BackfillScheduleRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.from.as_ref() {
            struct_ser.serialize_field("from", v)?;
        }
        if let Some(v) = self.to.as_ref() {
            struct_ser.serialize_field("to", v)?;
        }
        if self.rate != 0 {
            struct_ser.serialize_field("rate", &self.rate)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for BackfillScheduleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "from",
            "to",
            "rate",
            "state_version",
            "stateVersion",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            From,
            To,
            Rate,
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
                            "from" => Ok(GeneratedField::From),
                            "to" => Ok(GeneratedField::To),
                            "rate" => Ok(GeneratedField::Rate),
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
            type Value = BackfillScheduleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.BackfillScheduleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<BackfillScheduleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut from__ = None;
                let mut to__ = None;
                let mut rate__ = None;
                let mut state_version__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::From => {
                            if from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("from"));
                            }
                            from__ = map_.next_value()?;
                        }
                        GeneratedField::To => {
                            if to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("to"));
                            }
                            to__ = map_.next_value()?;
                        }
                        GeneratedField::Rate => {
                            if rate__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rate"));
                            }
                            rate__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
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
                Ok(BackfillScheduleRequest {
                    id: id__.unwrap_or_default(),
                    from: from__,
                    to: to__,
                    rate: rate__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.BackfillScheduleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for BackfillScheduleResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.schedule.is_some() {
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
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.BackfillScheduleResponse", len)?;
        if let Some(v) = self.schedule.as_ref() {
            struct_ser.serialize_field("schedule", v)?;
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
impl<'de> serde::Deserialize<'de> for BackfillScheduleResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "schedule",
            "existing",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Schedule,
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
                            "schedule" => Ok(GeneratedField::Schedule),
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
            type Value = BackfillScheduleResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.BackfillScheduleResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<BackfillScheduleResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut schedule__ = None;
                let mut existing__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Schedule => {
                            if schedule__.is_some() {
                                return Err(serde::de::Error::duplicate_field("schedule"));
                            }
                            schedule__ = map_.next_value()?;
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
                Ok(BackfillScheduleResponse {
                    schedule: schedule__,
                    existing: existing__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.BackfillScheduleResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Calendar {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.cron.is_empty() {
            len += 1;
        }
        if self.seconds {
            len += 1;
        }
        if self.interval.is_some() {
            len += 1;
        }
        if self.anchor.is_some() {
            len += 1;
        }
        if !self.rrule.is_empty() {
            len += 1;
        }
        if !self.dtstart.is_empty() {
            len += 1;
        }
        if !self.instants.is_empty() {
            len += 1;
        }
        if !self.zone.is_empty() {
            len += 1;
        }
        if self.gap != 0 {
            len += 1;
        }
        if self.repeat != 0 {
            len += 1;
        }
        if self.month_end != 0 {
            len += 1;
        }
        if self.start.is_some() {
            len += 1;
        }
        if self.end.is_some() {
            len += 1;
        }
        if self.count != 0 {
            len += 1;
        }
        if self.jitter.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.Calendar", len)?;
        if !self.cron.is_empty() {
            struct_ser.serialize_field("cron", &self.cron)?;
        }
        if self.seconds {
            struct_ser.serialize_field("seconds", &self.seconds)?;
        }
        if let Some(v) = self.interval.as_ref() {
            struct_ser.serialize_field("interval", v)?;
        }
        if let Some(v) = self.anchor.as_ref() {
            struct_ser.serialize_field("anchor", v)?;
        }
        if !self.rrule.is_empty() {
            struct_ser.serialize_field("rrule", &self.rrule)?;
        }
        if !self.dtstart.is_empty() {
            struct_ser.serialize_field("dtstart", &self.dtstart)?;
        }
        if !self.instants.is_empty() {
            struct_ser.serialize_field("instants", &self.instants)?;
        }
        if !self.zone.is_empty() {
            struct_ser.serialize_field("zone", &self.zone)?;
        }
        if self.gap != 0 {
            let v = GapPolicy::try_from(self.gap)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.gap)))?;
            struct_ser.serialize_field("gap", &v)?;
        }
        if self.repeat != 0 {
            let v = RepeatPolicy::try_from(self.repeat)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.repeat)))?;
            struct_ser.serialize_field("repeat", &v)?;
        }
        if self.month_end != 0 {
            let v = MonthEndPolicy::try_from(self.month_end)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.month_end)))?;
            struct_ser.serialize_field("monthEnd", &v)?;
        }
        if let Some(v) = self.start.as_ref() {
            struct_ser.serialize_field("start", v)?;
        }
        if let Some(v) = self.end.as_ref() {
            struct_ser.serialize_field("end", v)?;
        }
        if self.count != 0 {
            struct_ser.serialize_field("count", &self.count)?;
        }
        if let Some(v) = self.jitter.as_ref() {
            struct_ser.serialize_field("jitter", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Calendar {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "cron",
            "seconds",
            "interval",
            "anchor",
            "rrule",
            "dtstart",
            "instants",
            "zone",
            "gap",
            "repeat",
            "month_end",
            "monthEnd",
            "start",
            "end",
            "count",
            "jitter",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Cron,
            Seconds,
            Interval,
            Anchor,
            Rrule,
            Dtstart,
            Instants,
            Zone,
            Gap,
            Repeat,
            MonthEnd,
            Start,
            End,
            Count,
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
                            "cron" => Ok(GeneratedField::Cron),
                            "seconds" => Ok(GeneratedField::Seconds),
                            "interval" => Ok(GeneratedField::Interval),
                            "anchor" => Ok(GeneratedField::Anchor),
                            "rrule" => Ok(GeneratedField::Rrule),
                            "dtstart" => Ok(GeneratedField::Dtstart),
                            "instants" => Ok(GeneratedField::Instants),
                            "zone" => Ok(GeneratedField::Zone),
                            "gap" => Ok(GeneratedField::Gap),
                            "repeat" => Ok(GeneratedField::Repeat),
                            "monthEnd" | "month_end" => Ok(GeneratedField::MonthEnd),
                            "start" => Ok(GeneratedField::Start),
                            "end" => Ok(GeneratedField::End),
                            "count" => Ok(GeneratedField::Count),
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
            type Value = Calendar;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.Calendar")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Calendar, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut cron__ = None;
                let mut seconds__ = None;
                let mut interval__ = None;
                let mut anchor__ = None;
                let mut rrule__ = None;
                let mut dtstart__ = None;
                let mut instants__ = None;
                let mut zone__ = None;
                let mut gap__ = None;
                let mut repeat__ = None;
                let mut month_end__ = None;
                let mut start__ = None;
                let mut end__ = None;
                let mut count__ = None;
                let mut jitter__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Cron => {
                            if cron__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cron"));
                            }
                            cron__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seconds => {
                            if seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seconds"));
                            }
                            seconds__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Interval => {
                            if interval__.is_some() {
                                return Err(serde::de::Error::duplicate_field("interval"));
                            }
                            interval__ = map_.next_value()?;
                        }
                        GeneratedField::Anchor => {
                            if anchor__.is_some() {
                                return Err(serde::de::Error::duplicate_field("anchor"));
                            }
                            anchor__ = map_.next_value()?;
                        }
                        GeneratedField::Rrule => {
                            if rrule__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rrule"));
                            }
                            rrule__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Dtstart => {
                            if dtstart__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dtstart"));
                            }
                            dtstart__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Instants => {
                            if instants__.is_some() {
                                return Err(serde::de::Error::duplicate_field("instants"));
                            }
                            instants__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Zone => {
                            if zone__.is_some() {
                                return Err(serde::de::Error::duplicate_field("zone"));
                            }
                            zone__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Gap => {
                            if gap__.is_some() {
                                return Err(serde::de::Error::duplicate_field("gap"));
                            }
                            gap__ = Some(map_.next_value::<GapPolicy>()? as i32);
                        }
                        GeneratedField::Repeat => {
                            if repeat__.is_some() {
                                return Err(serde::de::Error::duplicate_field("repeat"));
                            }
                            repeat__ = Some(map_.next_value::<RepeatPolicy>()? as i32);
                        }
                        GeneratedField::MonthEnd => {
                            if month_end__.is_some() {
                                return Err(serde::de::Error::duplicate_field("monthEnd"));
                            }
                            month_end__ = Some(map_.next_value::<MonthEndPolicy>()? as i32);
                        }
                        GeneratedField::Start => {
                            if start__.is_some() {
                                return Err(serde::de::Error::duplicate_field("start"));
                            }
                            start__ = map_.next_value()?;
                        }
                        GeneratedField::End => {
                            if end__.is_some() {
                                return Err(serde::de::Error::duplicate_field("end"));
                            }
                            end__ = map_.next_value()?;
                        }
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Jitter => {
                            if jitter__.is_some() {
                                return Err(serde::de::Error::duplicate_field("jitter"));
                            }
                            jitter__ = map_.next_value()?;
                        }
                    }
                }
                Ok(Calendar {
                    cron: cron__.unwrap_or_default(),
                    seconds: seconds__.unwrap_or_default(),
                    interval: interval__,
                    anchor: anchor__,
                    rrule: rrule__.unwrap_or_default(),
                    dtstart: dtstart__.unwrap_or_default(),
                    instants: instants__.unwrap_or_default(),
                    zone: zone__.unwrap_or_default(),
                    gap: gap__.unwrap_or_default(),
                    repeat: repeat__.unwrap_or_default(),
                    month_end: month_end__.unwrap_or_default(),
                    start: start__,
                    end: end__,
                    count: count__.unwrap_or_default(),
                    jitter: jitter__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.Calendar", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CreateScheduleRequest {
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
        if self.calendar.is_some() {
            len += 1;
        }
        if self.timer.is_some() {
            len += 1;
        }
        if self.missed_run_policy != 0 {
            len += 1;
        }
        if self.missed_runs_max != 0 {
            len += 1;
        }
        if self.overlap_policy != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.CreateScheduleRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.calendar.as_ref() {
            struct_ser.serialize_field("calendar", v)?;
        }
        if let Some(v) = self.timer.as_ref() {
            struct_ser.serialize_field("timer", v)?;
        }
        if self.missed_run_policy != 0 {
            let v = MissedRunPolicy::try_from(self.missed_run_policy)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.missed_run_policy)))?;
            struct_ser.serialize_field("missedRunPolicy", &v)?;
        }
        if self.missed_runs_max != 0 {
            struct_ser.serialize_field("missedRunsMax", &self.missed_runs_max)?;
        }
        if self.overlap_policy != 0 {
            let v = OverlapPolicy::try_from(self.overlap_policy)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.overlap_policy)))?;
            struct_ser.serialize_field("overlapPolicy", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CreateScheduleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "calendar",
            "timer",
            "missed_run_policy",
            "missedRunPolicy",
            "missed_runs_max",
            "missedRunsMax",
            "overlap_policy",
            "overlapPolicy",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Calendar,
            Timer,
            MissedRunPolicy,
            MissedRunsMax,
            OverlapPolicy,
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
                            "calendar" => Ok(GeneratedField::Calendar),
                            "timer" => Ok(GeneratedField::Timer),
                            "missedRunPolicy" | "missed_run_policy" => Ok(GeneratedField::MissedRunPolicy),
                            "missedRunsMax" | "missed_runs_max" => Ok(GeneratedField::MissedRunsMax),
                            "overlapPolicy" | "overlap_policy" => Ok(GeneratedField::OverlapPolicy),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CreateScheduleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.CreateScheduleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CreateScheduleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut calendar__ = None;
                let mut timer__ = None;
                let mut missed_run_policy__ = None;
                let mut missed_runs_max__ = None;
                let mut overlap_policy__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Calendar => {
                            if calendar__.is_some() {
                                return Err(serde::de::Error::duplicate_field("calendar"));
                            }
                            calendar__ = map_.next_value()?;
                        }
                        GeneratedField::Timer => {
                            if timer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            timer__ = map_.next_value()?;
                        }
                        GeneratedField::MissedRunPolicy => {
                            if missed_run_policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("missedRunPolicy"));
                            }
                            missed_run_policy__ = Some(map_.next_value::<MissedRunPolicy>()? as i32);
                        }
                        GeneratedField::MissedRunsMax => {
                            if missed_runs_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("missedRunsMax"));
                            }
                            missed_runs_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::OverlapPolicy => {
                            if overlap_policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("overlapPolicy"));
                            }
                            overlap_policy__ = Some(map_.next_value::<OverlapPolicy>()? as i32);
                        }
                    }
                }
                Ok(CreateScheduleRequest {
                    id: id__.unwrap_or_default(),
                    calendar: calendar__,
                    timer: timer__,
                    missed_run_policy: missed_run_policy__.unwrap_or_default(),
                    missed_runs_max: missed_runs_max__.unwrap_or_default(),
                    overlap_policy: overlap_policy__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.CreateScheduleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CreateScheduleResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.schedule.is_some() {
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
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.CreateScheduleResponse", len)?;
        if let Some(v) = self.schedule.as_ref() {
            struct_ser.serialize_field("schedule", v)?;
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
impl<'de> serde::Deserialize<'de> for CreateScheduleResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "schedule",
            "existing",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Schedule,
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
                            "schedule" => Ok(GeneratedField::Schedule),
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
            type Value = CreateScheduleResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.CreateScheduleResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CreateScheduleResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut schedule__ = None;
                let mut existing__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Schedule => {
                            if schedule__.is_some() {
                                return Err(serde::de::Error::duplicate_field("schedule"));
                            }
                            schedule__ = map_.next_value()?;
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
                Ok(CreateScheduleResponse {
                    schedule: schedule__,
                    existing: existing__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.CreateScheduleResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DeleteScheduleRequest {
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
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.DeleteScheduleRequest", len)?;
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
impl<'de> serde::Deserialize<'de> for DeleteScheduleRequest {
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
            type Value = DeleteScheduleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.DeleteScheduleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DeleteScheduleRequest, V::Error>
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
                Ok(DeleteScheduleRequest {
                    id: id__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.DeleteScheduleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DeleteScheduleResponse {
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
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.DeleteScheduleResponse", len)?;
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
impl<'de> serde::Deserialize<'de> for DeleteScheduleResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
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
            type Value = DeleteScheduleResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.DeleteScheduleResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DeleteScheduleResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut shard__ = None;
                let mut commit_index__ = None;
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
                Ok(DeleteScheduleResponse {
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.DeleteScheduleResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GapPolicy {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "GAP_POLICY_UNSPECIFIED",
            Self::After => "GAP_POLICY_AFTER",
            Self::Skip => "GAP_POLICY_SKIP",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for GapPolicy {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "GAP_POLICY_UNSPECIFIED",
            "GAP_POLICY_AFTER",
            "GAP_POLICY_SKIP",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = GapPolicy;

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
                    "GAP_POLICY_UNSPECIFIED" => Ok(GapPolicy::Unspecified),
                    "GAP_POLICY_AFTER" => Ok(GapPolicy::After),
                    "GAP_POLICY_SKIP" => Ok(GapPolicy::Skip),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for GetScheduleRequest {
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
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.GetScheduleRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetScheduleRequest {
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
            type Value = GetScheduleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.GetScheduleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetScheduleRequest, V::Error>
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
                Ok(GetScheduleRequest {
                    id: id__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.GetScheduleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetScheduleResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.schedule.is_some() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.GetScheduleResponse", len)?;
        if let Some(v) = self.schedule.as_ref() {
            struct_ser.serialize_field("schedule", v)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetScheduleResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "schedule",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Schedule,
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
                            "schedule" => Ok(GeneratedField::Schedule),
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
            type Value = GetScheduleResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.GetScheduleResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetScheduleResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut schedule__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Schedule => {
                            if schedule__.is_some() {
                                return Err(serde::de::Error::duplicate_field("schedule"));
                            }
                            schedule__ = map_.next_value()?;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetScheduleResponse {
                    schedule: schedule__,
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.GetScheduleResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListSchedulesRequest {
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
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.ListSchedulesRequest", len)?;
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
impl<'de> serde::Deserialize<'de> for ListSchedulesRequest {
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
            type Value = ListSchedulesRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.ListSchedulesRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListSchedulesRequest, V::Error>
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
                Ok(ListSchedulesRequest {
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                    id_prefix: id_prefix__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.ListSchedulesRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListSchedulesResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.schedules.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.ListSchedulesResponse", len)?;
        if !self.schedules.is_empty() {
            struct_ser.serialize_field("schedules", &self.schedules)?;
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
impl<'de> serde::Deserialize<'de> for ListSchedulesResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "schedules",
            "next_page_token",
            "nextPageToken",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Schedules,
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
                            "schedules" => Ok(GeneratedField::Schedules),
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
            type Value = ListSchedulesResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.ListSchedulesResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListSchedulesResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut schedules__ = None;
                let mut next_page_token__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Schedules => {
                            if schedules__.is_some() {
                                return Err(serde::de::Error::duplicate_field("schedules"));
                            }
                            schedules__ = Some(map_.next_value()?);
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
                Ok(ListSchedulesResponse {
                    schedules: schedules__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.ListSchedulesResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for MissedRunPolicy {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "MISSED_RUN_POLICY_UNSPECIFIED",
            Self::Latest => "MISSED_RUN_POLICY_LATEST",
            Self::All => "MISSED_RUN_POLICY_ALL",
            Self::None => "MISSED_RUN_POLICY_NONE",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for MissedRunPolicy {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "MISSED_RUN_POLICY_UNSPECIFIED",
            "MISSED_RUN_POLICY_LATEST",
            "MISSED_RUN_POLICY_ALL",
            "MISSED_RUN_POLICY_NONE",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = MissedRunPolicy;

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
                    "MISSED_RUN_POLICY_UNSPECIFIED" => Ok(MissedRunPolicy::Unspecified),
                    "MISSED_RUN_POLICY_LATEST" => Ok(MissedRunPolicy::Latest),
                    "MISSED_RUN_POLICY_ALL" => Ok(MissedRunPolicy::All),
                    "MISSED_RUN_POLICY_NONE" => Ok(MissedRunPolicy::None),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for MonthEndPolicy {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "MONTH_END_POLICY_UNSPECIFIED",
            Self::Skip => "MONTH_END_POLICY_SKIP",
            Self::LastDay => "MONTH_END_POLICY_LAST_DAY",
            Self::NextDay => "MONTH_END_POLICY_NEXT_DAY",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for MonthEndPolicy {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "MONTH_END_POLICY_UNSPECIFIED",
            "MONTH_END_POLICY_SKIP",
            "MONTH_END_POLICY_LAST_DAY",
            "MONTH_END_POLICY_NEXT_DAY",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = MonthEndPolicy;

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
                    "MONTH_END_POLICY_UNSPECIFIED" => Ok(MonthEndPolicy::Unspecified),
                    "MONTH_END_POLICY_SKIP" => Ok(MonthEndPolicy::Skip),
                    "MONTH_END_POLICY_LAST_DAY" => Ok(MonthEndPolicy::LastDay),
                    "MONTH_END_POLICY_NEXT_DAY" => Ok(MonthEndPolicy::NextDay),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Occurrence {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.time.is_some() {
            len += 1;
        }
        if !self.local.is_empty() {
            len += 1;
        }
        if !self.note.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.Occurrence", len)?;
        if let Some(v) = self.time.as_ref() {
            struct_ser.serialize_field("time", v)?;
        }
        if !self.local.is_empty() {
            struct_ser.serialize_field("local", &self.local)?;
        }
        if !self.note.is_empty() {
            struct_ser.serialize_field("note", &self.note)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Occurrence {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "time",
            "local",
            "note",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Time,
            Local,
            Note,
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
                            "time" => Ok(GeneratedField::Time),
                            "local" => Ok(GeneratedField::Local),
                            "note" => Ok(GeneratedField::Note),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Occurrence;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.Occurrence")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Occurrence, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut time__ = None;
                let mut local__ = None;
                let mut note__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Time => {
                            if time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("time"));
                            }
                            time__ = map_.next_value()?;
                        }
                        GeneratedField::Local => {
                            if local__.is_some() {
                                return Err(serde::de::Error::duplicate_field("local"));
                            }
                            local__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Note => {
                            if note__.is_some() {
                                return Err(serde::de::Error::duplicate_field("note"));
                            }
                            note__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Occurrence {
                    time: time__,
                    local: local__.unwrap_or_default(),
                    note: note__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.Occurrence", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for OverlapPolicy {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "OVERLAP_POLICY_UNSPECIFIED",
            Self::Skip => "OVERLAP_POLICY_SKIP",
            Self::Allow => "OVERLAP_POLICY_ALLOW",
            Self::BufferOne => "OVERLAP_POLICY_BUFFER_ONE",
            Self::BufferAll => "OVERLAP_POLICY_BUFFER_ALL",
            Self::CancelOther => "OVERLAP_POLICY_CANCEL_OTHER",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for OverlapPolicy {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "OVERLAP_POLICY_UNSPECIFIED",
            "OVERLAP_POLICY_SKIP",
            "OVERLAP_POLICY_ALLOW",
            "OVERLAP_POLICY_BUFFER_ONE",
            "OVERLAP_POLICY_BUFFER_ALL",
            "OVERLAP_POLICY_CANCEL_OTHER",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = OverlapPolicy;

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
                    "OVERLAP_POLICY_UNSPECIFIED" => Ok(OverlapPolicy::Unspecified),
                    "OVERLAP_POLICY_SKIP" => Ok(OverlapPolicy::Skip),
                    "OVERLAP_POLICY_ALLOW" => Ok(OverlapPolicy::Allow),
                    "OVERLAP_POLICY_BUFFER_ONE" => Ok(OverlapPolicy::BufferOne),
                    "OVERLAP_POLICY_BUFFER_ALL" => Ok(OverlapPolicy::BufferAll),
                    "OVERLAP_POLICY_CANCEL_OTHER" => Ok(OverlapPolicy::CancelOther),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for PauseScheduleRequest {
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
        if self.state_version != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.PauseScheduleRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PauseScheduleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "reason",
            "state_version",
            "stateVersion",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Reason,
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
                            "reason" => Ok(GeneratedField::Reason),
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
            type Value = PauseScheduleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.PauseScheduleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PauseScheduleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut reason__ = None;
                let mut state_version__ = None;
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
                Ok(PauseScheduleRequest {
                    id: id__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.PauseScheduleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PauseScheduleResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.schedule.is_some() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.PauseScheduleResponse", len)?;
        if let Some(v) = self.schedule.as_ref() {
            struct_ser.serialize_field("schedule", v)?;
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
impl<'de> serde::Deserialize<'de> for PauseScheduleResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "schedule",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Schedule,
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
                            "schedule" => Ok(GeneratedField::Schedule),
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
            type Value = PauseScheduleResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.PauseScheduleResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PauseScheduleResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut schedule__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Schedule => {
                            if schedule__.is_some() {
                                return Err(serde::de::Error::duplicate_field("schedule"));
                            }
                            schedule__ = map_.next_value()?;
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
                Ok(PauseScheduleResponse {
                    schedule: schedule__,
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.PauseScheduleResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PreviewScheduleRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.calendar.is_some() {
            len += 1;
        }
        if self.from.is_some() {
            len += 1;
        }
        if self.count != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.PreviewScheduleRequest", len)?;
        if let Some(v) = self.calendar.as_ref() {
            struct_ser.serialize_field("calendar", v)?;
        }
        if let Some(v) = self.from.as_ref() {
            struct_ser.serialize_field("from", v)?;
        }
        if self.count != 0 {
            struct_ser.serialize_field("count", &self.count)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PreviewScheduleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "calendar",
            "from",
            "count",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Calendar,
            From,
            Count,
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
                            "calendar" => Ok(GeneratedField::Calendar),
                            "from" => Ok(GeneratedField::From),
                            "count" => Ok(GeneratedField::Count),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PreviewScheduleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.PreviewScheduleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PreviewScheduleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut calendar__ = None;
                let mut from__ = None;
                let mut count__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Calendar => {
                            if calendar__.is_some() {
                                return Err(serde::de::Error::duplicate_field("calendar"));
                            }
                            calendar__ = map_.next_value()?;
                        }
                        GeneratedField::From => {
                            if from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("from"));
                            }
                            from__ = map_.next_value()?;
                        }
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(PreviewScheduleRequest {
                    calendar: calendar__,
                    from: from__,
                    count: count__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.PreviewScheduleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PreviewScheduleResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.occurrences.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.PreviewScheduleResponse", len)?;
        if !self.occurrences.is_empty() {
            struct_ser.serialize_field("occurrences", &self.occurrences)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PreviewScheduleResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "occurrences",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Occurrences,
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
                            "occurrences" => Ok(GeneratedField::Occurrences),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PreviewScheduleResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.PreviewScheduleResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PreviewScheduleResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut occurrences__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Occurrences => {
                            if occurrences__.is_some() {
                                return Err(serde::de::Error::duplicate_field("occurrences"));
                            }
                            occurrences__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(PreviewScheduleResponse {
                    occurrences: occurrences__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.PreviewScheduleResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RepeatPolicy {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "REPEAT_POLICY_UNSPECIFIED",
            Self::First => "REPEAT_POLICY_FIRST",
            Self::Second => "REPEAT_POLICY_SECOND",
            Self::Both => "REPEAT_POLICY_BOTH",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for RepeatPolicy {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "REPEAT_POLICY_UNSPECIFIED",
            "REPEAT_POLICY_FIRST",
            "REPEAT_POLICY_SECOND",
            "REPEAT_POLICY_BOTH",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = RepeatPolicy;

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
                    "REPEAT_POLICY_UNSPECIFIED" => Ok(RepeatPolicy::Unspecified),
                    "REPEAT_POLICY_FIRST" => Ok(RepeatPolicy::First),
                    "REPEAT_POLICY_SECOND" => Ok(RepeatPolicy::Second),
                    "REPEAT_POLICY_BOTH" => Ok(RepeatPolicy::Both),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for ResumeScheduleRequest {
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
        if self.state_version != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.ResumeScheduleRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ResumeScheduleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "reason",
            "state_version",
            "stateVersion",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Reason,
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
                            "reason" => Ok(GeneratedField::Reason),
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
            type Value = ResumeScheduleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.ResumeScheduleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ResumeScheduleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut reason__ = None;
                let mut state_version__ = None;
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
                Ok(ResumeScheduleRequest {
                    id: id__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.ResumeScheduleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ResumeScheduleResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.schedule.is_some() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.ResumeScheduleResponse", len)?;
        if let Some(v) = self.schedule.as_ref() {
            struct_ser.serialize_field("schedule", v)?;
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
impl<'de> serde::Deserialize<'de> for ResumeScheduleResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "schedule",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Schedule,
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
                            "schedule" => Ok(GeneratedField::Schedule),
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
            type Value = ResumeScheduleResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.ResumeScheduleResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ResumeScheduleResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut schedule__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Schedule => {
                            if schedule__.is_some() {
                                return Err(serde::de::Error::duplicate_field("schedule"));
                            }
                            schedule__ = map_.next_value()?;
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
                Ok(ResumeScheduleResponse {
                    schedule: schedule__,
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.ResumeScheduleResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Schedule {
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
        if self.calendar.is_some() {
            len += 1;
        }
        if self.timer.is_some() {
            len += 1;
        }
        if self.missed_run_policy != 0 {
            len += 1;
        }
        if self.missed_runs_max != 0 {
            len += 1;
        }
        if self.overlap_policy != 0 {
            len += 1;
        }
        if self.pause.is_some() {
            len += 1;
        }
        if self.next_time.is_some() {
            len += 1;
        }
        if self.decided_time.is_some() {
            len += 1;
        }
        if !self.zone_data.is_empty() {
            len += 1;
        }
        if !self.last_timer_id.is_empty() {
            len += 1;
        }
        if self.runs != 0 {
            len += 1;
        }
        if self.missed != 0 {
            len += 1;
        }
        if self.create_time.is_some() {
            len += 1;
        }
        if self.update_time.is_some() {
            len += 1;
        }
        if !self.created_by.is_empty() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        if self.waiting != 0 {
            len += 1;
        }
        if self.backfill.is_some() {
            len += 1;
        }
        if self.payload_shredded {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.Schedule", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if let Some(v) = self.calendar.as_ref() {
            struct_ser.serialize_field("calendar", v)?;
        }
        if let Some(v) = self.timer.as_ref() {
            struct_ser.serialize_field("timer", v)?;
        }
        if self.missed_run_policy != 0 {
            let v = MissedRunPolicy::try_from(self.missed_run_policy)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.missed_run_policy)))?;
            struct_ser.serialize_field("missedRunPolicy", &v)?;
        }
        if self.missed_runs_max != 0 {
            struct_ser.serialize_field("missedRunsMax", &self.missed_runs_max)?;
        }
        if self.overlap_policy != 0 {
            let v = OverlapPolicy::try_from(self.overlap_policy)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.overlap_policy)))?;
            struct_ser.serialize_field("overlapPolicy", &v)?;
        }
        if let Some(v) = self.pause.as_ref() {
            struct_ser.serialize_field("pause", v)?;
        }
        if let Some(v) = self.next_time.as_ref() {
            struct_ser.serialize_field("nextTime", v)?;
        }
        if let Some(v) = self.decided_time.as_ref() {
            struct_ser.serialize_field("decidedTime", v)?;
        }
        if !self.zone_data.is_empty() {
            struct_ser.serialize_field("zoneData", &self.zone_data)?;
        }
        if !self.last_timer_id.is_empty() {
            struct_ser.serialize_field("lastTimerId", &self.last_timer_id)?;
        }
        if self.runs != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("runs", ToString::to_string(&self.runs).as_str())?;
        }
        if self.missed != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("missed", ToString::to_string(&self.missed).as_str())?;
        }
        if let Some(v) = self.create_time.as_ref() {
            struct_ser.serialize_field("createTime", v)?;
        }
        if let Some(v) = self.update_time.as_ref() {
            struct_ser.serialize_field("updateTime", v)?;
        }
        if !self.created_by.is_empty() {
            struct_ser.serialize_field("createdBy", &self.created_by)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        if self.waiting != 0 {
            struct_ser.serialize_field("waiting", &self.waiting)?;
        }
        if let Some(v) = self.backfill.as_ref() {
            struct_ser.serialize_field("backfill", v)?;
        }
        if self.payload_shredded {
            struct_ser.serialize_field("payloadShredded", &self.payload_shredded)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Schedule {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "tenant",
            "calendar",
            "timer",
            "missed_run_policy",
            "missedRunPolicy",
            "missed_runs_max",
            "missedRunsMax",
            "overlap_policy",
            "overlapPolicy",
            "pause",
            "next_time",
            "nextTime",
            "decided_time",
            "decidedTime",
            "zone_data",
            "zoneData",
            "last_timer_id",
            "lastTimerId",
            "runs",
            "missed",
            "create_time",
            "createTime",
            "update_time",
            "updateTime",
            "created_by",
            "createdBy",
            "state_version",
            "stateVersion",
            "waiting",
            "backfill",
            "payload_shredded",
            "payloadShredded",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Tenant,
            Calendar,
            Timer,
            MissedRunPolicy,
            MissedRunsMax,
            OverlapPolicy,
            Pause,
            NextTime,
            DecidedTime,
            ZoneData,
            LastTimerId,
            Runs,
            Missed,
            CreateTime,
            UpdateTime,
            CreatedBy,
            StateVersion,
            Waiting,
            Backfill,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "calendar" => Ok(GeneratedField::Calendar),
                            "timer" => Ok(GeneratedField::Timer),
                            "missedRunPolicy" | "missed_run_policy" => Ok(GeneratedField::MissedRunPolicy),
                            "missedRunsMax" | "missed_runs_max" => Ok(GeneratedField::MissedRunsMax),
                            "overlapPolicy" | "overlap_policy" => Ok(GeneratedField::OverlapPolicy),
                            "pause" => Ok(GeneratedField::Pause),
                            "nextTime" | "next_time" => Ok(GeneratedField::NextTime),
                            "decidedTime" | "decided_time" => Ok(GeneratedField::DecidedTime),
                            "zoneData" | "zone_data" => Ok(GeneratedField::ZoneData),
                            "lastTimerId" | "last_timer_id" => Ok(GeneratedField::LastTimerId),
                            "runs" => Ok(GeneratedField::Runs),
                            "missed" => Ok(GeneratedField::Missed),
                            "createTime" | "create_time" => Ok(GeneratedField::CreateTime),
                            "updateTime" | "update_time" => Ok(GeneratedField::UpdateTime),
                            "createdBy" | "created_by" => Ok(GeneratedField::CreatedBy),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            "waiting" => Ok(GeneratedField::Waiting),
                            "backfill" => Ok(GeneratedField::Backfill),
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
            type Value = Schedule;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.Schedule")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Schedule, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut tenant__ = None;
                let mut calendar__ = None;
                let mut timer__ = None;
                let mut missed_run_policy__ = None;
                let mut missed_runs_max__ = None;
                let mut overlap_policy__ = None;
                let mut pause__ = None;
                let mut next_time__ = None;
                let mut decided_time__ = None;
                let mut zone_data__ = None;
                let mut last_timer_id__ = None;
                let mut runs__ = None;
                let mut missed__ = None;
                let mut create_time__ = None;
                let mut update_time__ = None;
                let mut created_by__ = None;
                let mut state_version__ = None;
                let mut waiting__ = None;
                let mut backfill__ = None;
                let mut payload_shredded__ = None;
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
                        GeneratedField::Calendar => {
                            if calendar__.is_some() {
                                return Err(serde::de::Error::duplicate_field("calendar"));
                            }
                            calendar__ = map_.next_value()?;
                        }
                        GeneratedField::Timer => {
                            if timer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            timer__ = map_.next_value()?;
                        }
                        GeneratedField::MissedRunPolicy => {
                            if missed_run_policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("missedRunPolicy"));
                            }
                            missed_run_policy__ = Some(map_.next_value::<MissedRunPolicy>()? as i32);
                        }
                        GeneratedField::MissedRunsMax => {
                            if missed_runs_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("missedRunsMax"));
                            }
                            missed_runs_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::OverlapPolicy => {
                            if overlap_policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("overlapPolicy"));
                            }
                            overlap_policy__ = Some(map_.next_value::<OverlapPolicy>()? as i32);
                        }
                        GeneratedField::Pause => {
                            if pause__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pause"));
                            }
                            pause__ = map_.next_value()?;
                        }
                        GeneratedField::NextTime => {
                            if next_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nextTime"));
                            }
                            next_time__ = map_.next_value()?;
                        }
                        GeneratedField::DecidedTime => {
                            if decided_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("decidedTime"));
                            }
                            decided_time__ = map_.next_value()?;
                        }
                        GeneratedField::ZoneData => {
                            if zone_data__.is_some() {
                                return Err(serde::de::Error::duplicate_field("zoneData"));
                            }
                            zone_data__ = Some(map_.next_value()?);
                        }
                        GeneratedField::LastTimerId => {
                            if last_timer_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lastTimerId"));
                            }
                            last_timer_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Runs => {
                            if runs__.is_some() {
                                return Err(serde::de::Error::duplicate_field("runs"));
                            }
                            runs__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Missed => {
                            if missed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("missed"));
                            }
                            missed__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
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
                        GeneratedField::CreatedBy => {
                            if created_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createdBy"));
                            }
                            created_by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Waiting => {
                            if waiting__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waiting"));
                            }
                            waiting__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Backfill => {
                            if backfill__.is_some() {
                                return Err(serde::de::Error::duplicate_field("backfill"));
                            }
                            backfill__ = map_.next_value()?;
                        }
                        GeneratedField::PayloadShredded => {
                            if payload_shredded__.is_some() {
                                return Err(serde::de::Error::duplicate_field("payloadShredded"));
                            }
                            payload_shredded__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Schedule {
                    id: id__.unwrap_or_default(),
                    tenant: tenant__.unwrap_or_default(),
                    calendar: calendar__,
                    timer: timer__,
                    missed_run_policy: missed_run_policy__.unwrap_or_default(),
                    missed_runs_max: missed_runs_max__.unwrap_or_default(),
                    overlap_policy: overlap_policy__.unwrap_or_default(),
                    pause: pause__,
                    next_time: next_time__,
                    decided_time: decided_time__,
                    zone_data: zone_data__.unwrap_or_default(),
                    last_timer_id: last_timer_id__.unwrap_or_default(),
                    runs: runs__.unwrap_or_default(),
                    missed: missed__.unwrap_or_default(),
                    create_time: create_time__,
                    update_time: update_time__,
                    created_by: created_by__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                    waiting: waiting__.unwrap_or_default(),
                    backfill: backfill__,
                    payload_shredded: payload_shredded__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.Schedule", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ScheduleBackfill {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.from.is_some() {
            len += 1;
        }
        if self.to.is_some() {
            len += 1;
        }
        if self.rate != 0 {
            len += 1;
        }
        if self.instants != 0 {
            len += 1;
        }
        if self.made != 0 {
            len += 1;
        }
        if self.existing != 0 {
            len += 1;
        }
        if self.missed != 0 {
            len += 1;
        }
        if !self.by.is_empty() {
            len += 1;
        }
        if self.begin_time.is_some() {
            len += 1;
        }
        if self.end_time.is_some() {
            len += 1;
        }
        if !self.end_reason.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.ScheduleBackfill", len)?;
        if let Some(v) = self.from.as_ref() {
            struct_ser.serialize_field("from", v)?;
        }
        if let Some(v) = self.to.as_ref() {
            struct_ser.serialize_field("to", v)?;
        }
        if self.rate != 0 {
            struct_ser.serialize_field("rate", &self.rate)?;
        }
        if self.instants != 0 {
            struct_ser.serialize_field("instants", &self.instants)?;
        }
        if self.made != 0 {
            struct_ser.serialize_field("made", &self.made)?;
        }
        if self.existing != 0 {
            struct_ser.serialize_field("existing", &self.existing)?;
        }
        if self.missed != 0 {
            struct_ser.serialize_field("missed", &self.missed)?;
        }
        if !self.by.is_empty() {
            struct_ser.serialize_field("by", &self.by)?;
        }
        if let Some(v) = self.begin_time.as_ref() {
            struct_ser.serialize_field("beginTime", v)?;
        }
        if let Some(v) = self.end_time.as_ref() {
            struct_ser.serialize_field("endTime", v)?;
        }
        if !self.end_reason.is_empty() {
            struct_ser.serialize_field("endReason", &self.end_reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ScheduleBackfill {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "from",
            "to",
            "rate",
            "instants",
            "made",
            "existing",
            "missed",
            "by",
            "begin_time",
            "beginTime",
            "end_time",
            "endTime",
            "end_reason",
            "endReason",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            From,
            To,
            Rate,
            Instants,
            Made,
            Existing,
            Missed,
            By,
            BeginTime,
            EndTime,
            EndReason,
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
                            "from" => Ok(GeneratedField::From),
                            "to" => Ok(GeneratedField::To),
                            "rate" => Ok(GeneratedField::Rate),
                            "instants" => Ok(GeneratedField::Instants),
                            "made" => Ok(GeneratedField::Made),
                            "existing" => Ok(GeneratedField::Existing),
                            "missed" => Ok(GeneratedField::Missed),
                            "by" => Ok(GeneratedField::By),
                            "beginTime" | "begin_time" => Ok(GeneratedField::BeginTime),
                            "endTime" | "end_time" => Ok(GeneratedField::EndTime),
                            "endReason" | "end_reason" => Ok(GeneratedField::EndReason),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ScheduleBackfill;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.ScheduleBackfill")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ScheduleBackfill, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut from__ = None;
                let mut to__ = None;
                let mut rate__ = None;
                let mut instants__ = None;
                let mut made__ = None;
                let mut existing__ = None;
                let mut missed__ = None;
                let mut by__ = None;
                let mut begin_time__ = None;
                let mut end_time__ = None;
                let mut end_reason__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::From => {
                            if from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("from"));
                            }
                            from__ = map_.next_value()?;
                        }
                        GeneratedField::To => {
                            if to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("to"));
                            }
                            to__ = map_.next_value()?;
                        }
                        GeneratedField::Rate => {
                            if rate__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rate"));
                            }
                            rate__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Instants => {
                            if instants__.is_some() {
                                return Err(serde::de::Error::duplicate_field("instants"));
                            }
                            instants__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Made => {
                            if made__.is_some() {
                                return Err(serde::de::Error::duplicate_field("made"));
                            }
                            made__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Existing => {
                            if existing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("existing"));
                            }
                            existing__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Missed => {
                            if missed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("missed"));
                            }
                            missed__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::By => {
                            if by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("by"));
                            }
                            by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::BeginTime => {
                            if begin_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("beginTime"));
                            }
                            begin_time__ = map_.next_value()?;
                        }
                        GeneratedField::EndTime => {
                            if end_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("endTime"));
                            }
                            end_time__ = map_.next_value()?;
                        }
                        GeneratedField::EndReason => {
                            if end_reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("endReason"));
                            }
                            end_reason__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ScheduleBackfill {
                    from: from__,
                    to: to__,
                    rate: rate__.unwrap_or_default(),
                    instants: instants__.unwrap_or_default(),
                    made: made__.unwrap_or_default(),
                    existing: existing__.unwrap_or_default(),
                    missed: missed__.unwrap_or_default(),
                    by: by__.unwrap_or_default(),
                    begin_time: begin_time__,
                    end_time: end_time__,
                    end_reason: end_reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.ScheduleBackfill", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SchedulePause {
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
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.SchedulePause", len)?;
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
impl<'de> serde::Deserialize<'de> for SchedulePause {
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
            type Value = SchedulePause;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.SchedulePause")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SchedulePause, V::Error>
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
                Ok(SchedulePause {
                    by: by__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    time: time__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.SchedulePause", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TimerTemplate {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.name.is_empty() {
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
        if !self.concurrency_key.is_empty() {
            len += 1;
        }
        if !self.actions.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.TimerTemplate", len)?;
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
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
            let v = super::super::timer::v1::Priority::try_from(self.priority)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.priority)))?;
            struct_ser.serialize_field("priority", &v)?;
        }
        if !self.concurrency_key.is_empty() {
            struct_ser.serialize_field("concurrencyKey", &self.concurrency_key)?;
        }
        if !self.actions.is_empty() {
            struct_ser.serialize_field("actions", &self.actions)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TimerTemplate {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "name",
            "payload",
            "labels",
            "target",
            "retry_policy",
            "retryPolicy",
            "ack_deadline",
            "ackDeadline",
            "priority",
            "concurrency_key",
            "concurrencyKey",
            "actions",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Name,
            Payload,
            Labels,
            Target,
            RetryPolicy,
            AckDeadline,
            Priority,
            ConcurrencyKey,
            Actions,
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
                            "name" => Ok(GeneratedField::Name),
                            "payload" => Ok(GeneratedField::Payload),
                            "labels" => Ok(GeneratedField::Labels),
                            "target" => Ok(GeneratedField::Target),
                            "retryPolicy" | "retry_policy" => Ok(GeneratedField::RetryPolicy),
                            "ackDeadline" | "ack_deadline" => Ok(GeneratedField::AckDeadline),
                            "priority" => Ok(GeneratedField::Priority),
                            "concurrencyKey" | "concurrency_key" => Ok(GeneratedField::ConcurrencyKey),
                            "actions" => Ok(GeneratedField::Actions),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TimerTemplate;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.TimerTemplate")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TimerTemplate, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut name__ = None;
                let mut payload__ = None;
                let mut labels__ = None;
                let mut target__ = None;
                let mut retry_policy__ = None;
                let mut ack_deadline__ = None;
                let mut priority__ = None;
                let mut concurrency_key__ = None;
                let mut actions__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
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
                            priority__ = Some(map_.next_value::<super::super::timer::v1::Priority>()? as i32);
                        }
                        GeneratedField::ConcurrencyKey => {
                            if concurrency_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("concurrencyKey"));
                            }
                            concurrency_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Actions => {
                            if actions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("actions"));
                            }
                            actions__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(TimerTemplate {
                    name: name__.unwrap_or_default(),
                    payload: payload__,
                    labels: labels__.unwrap_or_default(),
                    target: target__,
                    retry_policy: retry_policy__,
                    ack_deadline: ack_deadline__,
                    priority: priority__.unwrap_or_default(),
                    concurrency_key: concurrency_key__.unwrap_or_default(),
                    actions: actions__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.TimerTemplate", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TriggerScheduleRequest {
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
        if !self.request_id.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.TriggerScheduleRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.request_id.is_empty() {
            struct_ser.serialize_field("requestId", &self.request_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TriggerScheduleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "request_id",
            "requestId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            RequestId,
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
                            "requestId" | "request_id" => Ok(GeneratedField::RequestId),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TriggerScheduleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.TriggerScheduleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TriggerScheduleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut request_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RequestId => {
                            if request_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestId"));
                            }
                            request_id__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(TriggerScheduleRequest {
                    id: id__.unwrap_or_default(),
                    request_id: request_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.TriggerScheduleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TriggerScheduleResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.timer_id.is_empty() {
            len += 1;
        }
        if self.timer_state_version != 0 {
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
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.TriggerScheduleResponse", len)?;
        if !self.timer_id.is_empty() {
            struct_ser.serialize_field("timerId", &self.timer_id)?;
        }
        if self.timer_state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("timerStateVersion", ToString::to_string(&self.timer_state_version).as_str())?;
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
impl<'de> serde::Deserialize<'de> for TriggerScheduleResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "timer_id",
            "timerId",
            "timer_state_version",
            "timerStateVersion",
            "existing",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            TimerId,
            TimerStateVersion,
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
                            "timerId" | "timer_id" => Ok(GeneratedField::TimerId),
                            "timerStateVersion" | "timer_state_version" => Ok(GeneratedField::TimerStateVersion),
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
            type Value = TriggerScheduleResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.TriggerScheduleResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TriggerScheduleResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut timer_id__ = None;
                let mut timer_state_version__ = None;
                let mut existing__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::TimerId => {
                            if timer_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timerId"));
                            }
                            timer_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::TimerStateVersion => {
                            if timer_state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timerStateVersion"));
                            }
                            timer_state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
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
                Ok(TriggerScheduleResponse {
                    timer_id: timer_id__.unwrap_or_default(),
                    timer_state_version: timer_state_version__.unwrap_or_default(),
                    existing: existing__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.TriggerScheduleResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for UpdateScheduleRequest {
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
        if self.calendar.is_some() {
            len += 1;
        }
        if self.timer.is_some() {
            len += 1;
        }
        if self.missed_run_policy != 0 {
            len += 1;
        }
        if self.missed_runs_max != 0 {
            len += 1;
        }
        if self.overlap_policy != 0 {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.UpdateScheduleRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.update_mask.as_ref() {
            struct_ser.serialize_field("updateMask", v)?;
        }
        if let Some(v) = self.calendar.as_ref() {
            struct_ser.serialize_field("calendar", v)?;
        }
        if let Some(v) = self.timer.as_ref() {
            struct_ser.serialize_field("timer", v)?;
        }
        if self.missed_run_policy != 0 {
            let v = MissedRunPolicy::try_from(self.missed_run_policy)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.missed_run_policy)))?;
            struct_ser.serialize_field("missedRunPolicy", &v)?;
        }
        if self.missed_runs_max != 0 {
            struct_ser.serialize_field("missedRunsMax", &self.missed_runs_max)?;
        }
        if self.overlap_policy != 0 {
            let v = OverlapPolicy::try_from(self.overlap_policy)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.overlap_policy)))?;
            struct_ser.serialize_field("overlapPolicy", &v)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for UpdateScheduleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "update_mask",
            "updateMask",
            "calendar",
            "timer",
            "missed_run_policy",
            "missedRunPolicy",
            "missed_runs_max",
            "missedRunsMax",
            "overlap_policy",
            "overlapPolicy",
            "state_version",
            "stateVersion",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            UpdateMask,
            Calendar,
            Timer,
            MissedRunPolicy,
            MissedRunsMax,
            OverlapPolicy,
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
                            "updateMask" | "update_mask" => Ok(GeneratedField::UpdateMask),
                            "calendar" => Ok(GeneratedField::Calendar),
                            "timer" => Ok(GeneratedField::Timer),
                            "missedRunPolicy" | "missed_run_policy" => Ok(GeneratedField::MissedRunPolicy),
                            "missedRunsMax" | "missed_runs_max" => Ok(GeneratedField::MissedRunsMax),
                            "overlapPolicy" | "overlap_policy" => Ok(GeneratedField::OverlapPolicy),
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
            type Value = UpdateScheduleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.UpdateScheduleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<UpdateScheduleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut update_mask__ = None;
                let mut calendar__ = None;
                let mut timer__ = None;
                let mut missed_run_policy__ = None;
                let mut missed_runs_max__ = None;
                let mut overlap_policy__ = None;
                let mut state_version__ = None;
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
                        GeneratedField::Calendar => {
                            if calendar__.is_some() {
                                return Err(serde::de::Error::duplicate_field("calendar"));
                            }
                            calendar__ = map_.next_value()?;
                        }
                        GeneratedField::Timer => {
                            if timer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            timer__ = map_.next_value()?;
                        }
                        GeneratedField::MissedRunPolicy => {
                            if missed_run_policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("missedRunPolicy"));
                            }
                            missed_run_policy__ = Some(map_.next_value::<MissedRunPolicy>()? as i32);
                        }
                        GeneratedField::MissedRunsMax => {
                            if missed_runs_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("missedRunsMax"));
                            }
                            missed_runs_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::OverlapPolicy => {
                            if overlap_policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("overlapPolicy"));
                            }
                            overlap_policy__ = Some(map_.next_value::<OverlapPolicy>()? as i32);
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
                Ok(UpdateScheduleRequest {
                    id: id__.unwrap_or_default(),
                    update_mask: update_mask__,
                    calendar: calendar__,
                    timer: timer__,
                    missed_run_policy: missed_run_policy__.unwrap_or_default(),
                    missed_runs_max: missed_runs_max__.unwrap_or_default(),
                    overlap_policy: overlap_policy__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.UpdateScheduleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for UpdateScheduleResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.schedule.is_some() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.schedule.v1.UpdateScheduleResponse", len)?;
        if let Some(v) = self.schedule.as_ref() {
            struct_ser.serialize_field("schedule", v)?;
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
impl<'de> serde::Deserialize<'de> for UpdateScheduleResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "schedule",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Schedule,
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
                            "schedule" => Ok(GeneratedField::Schedule),
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
            type Value = UpdateScheduleResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.schedule.v1.UpdateScheduleResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<UpdateScheduleResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut schedule__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Schedule => {
                            if schedule__.is_some() {
                                return Err(serde::de::Error::duplicate_field("schedule"));
                            }
                            schedule__ = map_.next_value()?;
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
                Ok(UpdateScheduleResponse {
                    schedule: schedule__,
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.schedule.v1.UpdateScheduleResponse", FIELDS, GeneratedVisitor)
    }
}
