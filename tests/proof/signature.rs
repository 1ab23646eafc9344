//! Signatures as secure elements return them.

use grantlet::{Algorithm, ClientAssertion, DpopProof, Member, PublicKey, RequestError, UnixTime};

const NOW: UnixTime = UnixTime::from_secs(1_562_262_616);

fn es256<'b>(buffer: &'b mut [u8], der: &[u8]) -> Result<&'b str, RequestError> {
    let key = PublicKey::p256(&[1; 32], &[2; 32]);
    DpopProof::new(key, "GET", "https://as.example/", "-BwC3ESc6acc2lTc", NOW)
        .write(buffer)?
        .sign_der(der)
}

fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
    let number = |number: &[u8]| [&[2, u8::try_from(number.len()).unwrap()], number].concat();
    let both = [number(r), number(s)].concat();
    [&[0x30, u8::try_from(both.len()).unwrap()], both.as_slice()].concat()
}

#[test]
fn der_becomes_two_numbers_of_32_bytes() {
    let long = [[0].as_slice(), &[0xFF; 32]].concat();
    for (r, s, end) in [
        (&[1][..], &[2][..], [[0; 31].as_slice(), &[1], &[0; 31], &[2]].concat()),
        (&[0x7F; 32], &long, [[0x7F; 32], [0xFF; 32]].concat()),
        (&[0, 0x80], &[0x7F, 0], [[0; 31].as_slice(), &[0x80], &[0; 30], &[0x7F, 0]].concat()),
    ] {
        use base64ct::{Base64UrlUnpadded, Encoding as _};
        let mut buffer = [0; 512];
        let jws = es256(&mut buffer, &der(r, s)).unwrap();
        assert_eq!(jws.rsplit('.').next().unwrap(), Base64UrlUnpadded::encode_string(&end));
    }
}

#[test]
fn der_that_is_no_signature_is_refused() {
    let whole = der(&[1; 32], &[2; 32]);
    let mut refused: Vec<Vec<u8>> = (0..whole.len()).map(|end| whole[..end].to_vec()).collect();
    refused.push([whole.as_slice(), &[0]].concat());
    refused.extend([
        der(&[0], &[1]),
        der(&[], &[1]),
        der(&[0x80], &[1]),
        der(&[0, 0x7F], &[1]),
        der(&[0, 0, 0x80], &[1]),
        der(&[1; 33], &[1]),
        [&[0x30, 0x81, 6], &whole[2..8]].concat(),
        [&[0x31], &whole[1..]].concat(),
    ]);
    for der in refused {
        let refused = RequestError::Chars(Member::Signature);
        assert_eq!(es256(&mut [0; 512], &der).map(drop), Err(refused), "{der:?}");
    }
}

/// The length that each algorithm has, and none other.
#[test]
fn a_signature_of_another_length_is_refused() {
    for (algorithm, right) in [
        (Algorithm::Es256, 64),
        (Algorithm::EdDsa, 64),
        (Algorithm::Hs256, 32),
        (Algorithm::Rs256, 256),
    ] {
        let assertion =
            ClientAssertion::new(algorithm, "app", "https://as.example", "-BwC3ESc6acc2lTc", NOW);
        let signed = |length: usize| {
            assertion.write(&mut [0; 1024]).unwrap().sign(&vec![1; length]).map(drop)
        };
        assert_eq!(signed(right), Ok(()));
        assert_eq!(signed(right - 1), Err(RequestError::Length(Member::Signature)));
        let is_rsa = algorithm == Algorithm::Rs256;
        assert_eq!(signed(right + 1).is_ok(), is_rsa, "an RSA key can be longer");
        if algorithm != Algorithm::Es256 {
            let der = assertion.write(&mut [0; 1024]).unwrap().sign_der(&der(&[1], &[2])).map(drop);
            assert_eq!(der, Err(RequestError::Unexpected(Member::Signature)));
        }
    }
}

/// For a key of 4096 bits the buffer may be too small only when the signature comes.
#[test]
fn a_longer_rsa_signature_reports_the_room_it_needs() {
    let assertion = ClientAssertion::new(
        Algorithm::Ps256,
        "app",
        "https://as.example",
        "-BwC3ESc6acc2lTc",
        NOW,
    );
    let RequestError::BufferTooSmall { needed } = assertion.write(&mut []).unwrap_err() else {
        panic!()
    };
    let mut buffer = vec![0; needed];
    let refused = assertion.write(&mut buffer).unwrap().sign(&[1; 512]).map(drop);
    let Err(RequestError::BufferTooSmall { needed }) = refused else { panic!() };
    let mut buffer = vec![0; needed];
    assert_eq!(assertion.write(&mut buffer).unwrap().sign(&[1; 512]).unwrap().len(), needed);
}
