//! The order and the names that a provider gives to parameters, and its values of `grant_type`.

use crate::list::List;
use crate::oauth::parameter::Parameter;
use crate::profile::profile::Profile;

impl<'a> Profile<'a> {
    /// Parameters of a token request that come first, in this order, by their names in the RFCs. The
    /// others follow. RFC 6749 has no order: some providers compare the body with their document's.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Grant, Profile, Secret};
    /// const ACME: Profile<'_> =
    ///     Profile::RFC6749.token_endpoint("/token").order(&["refresh_token", "grant_type"]);
    /// let client = Client::public(&ACME, "596f0268").base_url("https://acme.example");
    /// let mut buffer = [0; 256];
    /// let grant = Grant::refresh_token(Secret::new("rt"));
    /// let post = client.request(&grant, &mut buffer)?;
    /// assert_eq!(post.body, "refresh_token=rt&grant_type=refresh_token&client_id=596f0268");
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    #[must_use]
    pub const fn order(self, names: &'a [&'a str]) -> Self {
        self.with_order(List::Names(names))
    }

    pub(crate) const fn with_order(mut self, names: List<'a>) -> Self {
        self.order = names;
        self.order_and_rename = Some(order_and_rename);
        self
    }

    /// Parameters of a token request by their names in the RFCs, and the names that the provider gives
    /// them, also in the authorization URL.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Grant, Profile, Secret};
    /// const ACME: Profile<'_> =
    ///     Profile::RFC6749.token_endpoint("/token").rename(&[("client_id", "id")]);
    /// let client = Client::public(&ACME, "596f0268").base_url("https://acme.example");
    /// let mut buffer = [0; 256];
    /// let grant = Grant::refresh_token(Secret::new("rt"));
    /// let post = client.request(&grant, &mut buffer)?;
    /// assert_eq!(post.body, "grant_type=refresh_token&refresh_token=rt&id=596f0268");
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    #[must_use]
    pub const fn rename(self, names: &'a [(&'a str, &'a str)]) -> Self {
        self.with_rename(List::Pairs(names))
    }

    pub(crate) const fn with_rename(mut self, names: List<'a>) -> Self {
        self.rename = names;
        self.order_and_rename = Some(order_and_rename);
        self
    }
}

impl<'a> Profile<'a> {
    /// The provider's own values of `grant_type`, by those of RFC 6749; `device_code` is the name of the
    /// URN of RFC 8628, section 3.4.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Profile, Secret};
    /// const ACME: Profile<'_> =
    ///     Profile::RFC6749.token_endpoint("/token").grant_types(&[("device_code", "device_code")]);
    /// let client = Client::public(&ACME, "lock").base_url("https://acme.example");
    /// let mut buffer = [0; 256];
    /// let post = client.device_code(Secret::new("GmRh")).write(&mut buffer)?;
    /// assert_eq!(post.body, "grant_type=device_code&device_code=GmRh&client_id=lock");
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    #[must_use]
    pub const fn grant_types(self, values: &'a [(&'a str, &'a str)]) -> Self {
        self.with_grant_types(List::Pairs(values))
    }

    pub(crate) const fn with_grant_types(mut self, values: List<'a>) -> Self {
        self.grant_types = values;
        self.order_and_rename = Some(order_and_rename);
        self
    }
}

/// What `grant_types` calls the grant of a device.
const DEVICE_CODE: &[u8] = b"device_code";
const DEVICE_CODE_URN: &[u8] = b"urn:ietf:params:oauth:grant-type:device_code";

fn order_and_rename<'p>(profile: &Profile<'p>, order: &List<'p>, parameters: &mut [Parameter<'p>]) {
    let mut first = &mut *parameters;
    let mut order = *order;
    while let Some(name) = order.next_name() {
        let Some(at) = first.iter().position(|parameter| parameter.name == name) else {
            continue;
        };
        // It moves to the front, and those before it move up by one.
        let Some(mut moving) = first.get(at).copied() else { return };
        for slot in first.iter_mut().take(at.wrapping_add(1)) {
            core::mem::swap(slot, &mut moving);
        }
        let Some((_, rest)) = first.split_first_mut() else { return };
        first = rest;
    }
    for parameter in parameters {
        if parameter.name == b"grant_type" {
            let is_device = parameter.value == DEVICE_CODE_URN;
            let value = if is_device { DEVICE_CODE } else { parameter.value };
            if let Some(own) = profile.grant_types.value_of(value) {
                parameter.value = own;
            }
        }
        if let Some(name) = profile.rename.value_of(parameter.name) {
            parameter.name = name;
        }
    }
}
