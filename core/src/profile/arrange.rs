//! The order and the names that a provider gives to parameters.

use crate::oauth::parameter::Parameter;
use crate::profile::profile::Profile;
use crate::text::words::{Words, value_of};

impl<'a> Profile<'a> {
    /// Which parameters of a token request come first, and in which order, by their names in the
    /// RFCs: `grant_type client_id`. The rest follows.
    #[must_use]
    pub const fn order(mut self, names: &'a str) -> Self {
        self.order = names;
        self.arrange = Some(arrange);
        self
    }

    /// Other names for parameters of a token request: `client_id=clientId scope=scopes`.
    #[must_use]
    pub const fn rename(mut self, names: &'a str) -> Self {
        self.rename = names;
        self.arrange = Some(arrange);
        self
    }
}

fn arrange<'p>(profile: &Profile<'p>, parameters: &mut [Parameter<'p>]) {
    let mut first = &mut *parameters;
    for name in Words::new(profile.order, b' ') {
        let Some(at) = first.iter().position(|parameter| parameter.name == name) else {
            continue;
        };
        // It moves to the front, and what stood before it one further.
        let Some(mut moving) = first.get(at).copied() else { return };
        for slot in first.iter_mut().take(at.wrapping_add(1)) {
            core::mem::swap(slot, &mut moving);
        }
        let Some((_, rest)) = first.split_first_mut() else { return };
        first = rest;
    }
    for parameter in parameters {
        if let Some(name) = value_of(profile.rename, parameter.name) {
            parameter.name = name;
        }
    }
}
