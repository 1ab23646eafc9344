/* The version, and what numbers mean. */
#include "check.h"

static const grantlet_status statuses[] = {
    GRANTLET_OK, GRANTLET_E_NULL, GRANTLET_E_BUFFER_TOO_SMALL, GRANTLET_E_ENCODING, GRANTLET_E_ENTROPY,
    GRANTLET_E_VERIFIER, GRANTLET_E_DATE, GRANTLET_E_TOO_MANY_PARAMETERS, GRANTLET_E_WRONG_STATE, GRANTLET_E_NO_SESSION,
    GRANTLET_E_LATER_VERSION, GRANTLET_E_TOO_MANY_SETTINGS, GRANTLET_E_REQUEST_MISSING,
    GRANTLET_E_REQUEST_UNEXPECTED, GRANTLET_E_REQUEST_CHARS, GRANTLET_E_REQUEST_LENGTH, GRANTLET_E_REQUEST_URL,
    GRANTLET_E_REQUEST_REDIRECT_URI, GRANTLET_E_REQUEST_BASE_URL, GRANTLET_E_REQUEST_SCOPE, GRANTLET_E_NOT_SENT,
    GRANTLET_E_RESPONSE_STATUS,
    GRANTLET_E_SERVER, GRANTLET_E_RESPONSE_SYNTAX, GRANTLET_E_RESPONSE_DEPTH, GRANTLET_E_RESPONSE_DUPLICATE, GRANTLET_E_RESPONSE_TYPE,
    GRANTLET_E_RESPONSE_MISSING, GRANTLET_E_RESPONSE_CHARS, GRANTLET_E_RESPONSE_TOKEN_TYPE, GRANTLET_E_NO_RESPONSE, GRANTLET_E_ID_TOKEN, GRANTLET_E_OTHER_USER,
    GRANTLET_E_CALLBACK_REDIRECT_URI,
    GRANTLET_E_CALLBACK_DUPLICATE, GRANTLET_E_CALLBACK_CHARS, GRANTLET_E_CALLBACK_MISPLACED, GRANTLET_E_CALLBACK_STATE,
    GRANTLET_E_CALLBACK_ISSUER, GRANTLET_E_CALLBACK_CONFLICT, GRANTLET_E_CALLBACK_MISSING, GRANTLET_E_CALLBACK_TOKEN_TYPE,
};

/* The numbers never change: those of the first version, and 9 to 11, 50 and 51. */
static const int32_t numbers[] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 20, 21, 22, 23,
                                   24, 25, 26, 27, 28, 40, 41, 42, 43, 44, 45, 46, 47,
                                   48, 49, 50, 51, 60, 61, 62, 63, 64, 65, 66, 67, 68 };

enum { COUNT = sizeof statuses / sizeof *statuses };

static bool is_printable(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text < ' ' || *text > '~') {
            return false;
        }
    }
    return true;
}

static bool is_listed(int32_t status)
{
    size_t index;
    for (index = 0; index < COUNT; index++) {
        if (statuses[index] == status) {
            return true;
        }
    }
    return false;
}

static void statuses_have_numbers_and_texts(void)
{
    const char *unknown = grantlet_strerror((grantlet_status)-1);
    int32_t status;
    size_t index;
    row = "statuses";
    CHECK(COUNT == sizeof numbers / sizeof *numbers);
    for (index = 0; index < COUNT; index++) {
        const char *text = grantlet_strerror(statuses[index]);
        CHECK(statuses[index] == numbers[index]);
        CHECK(text[0] != '\0' && is_printable(text) && strcmp(text, unknown) != 0);
    }
    for (status = -300; status < 300; status++) {
        CHECK(is_listed(status) || strcmp(grantlet_strerror((grantlet_status)status), unknown) == 0);
    }
    CHECK(strcmp(grantlet_strerror((grantlet_status)INT32_MAX), unknown) == 0);
    CHECK(strcmp(grantlet_strerror((grantlet_status)INT32_MIN), unknown) == 0);
}

static void members_have_names(void)
{
    static const int32_t none[] = { INT32_MIN, -129, -128, -1, 256, 257, 384, 512, INT32_MAX };
    int32_t member;
    size_t index;
    row = "members";
    CHECK(strcmp(grantlet_member_name(GRANTLET_MEMBER_NONE), "") == 0);
    CHECK(strcmp(grantlet_member_name(GRANTLET_MEMBER_ACCESS_TOKEN), "access_token") == 0);
    CHECK(strcmp(grantlet_member_name((grantlet_member)2), "token_type") == 0);
    for (member = 0; member < 256; member++) {
        const char *name = grantlet_member_name((grantlet_member)member);
        bool is_extra = strcmp(name, "an extra member of the profile") == 0;
        CHECK(name != NULL && is_printable(name));
        CHECK(is_extra == (member >= 128));
    }
    for (index = 0; index < sizeof none / sizeof *none; index++) {
        CHECK(grantlet_member_name((grantlet_member)none[index])[0] == '\0');
        CHECK(grantlet_any_member_name((grantlet_member)none[index])[0] == '\0');
    }
}

int main(void)
{
    CHECK(grantlet_abi() == GRANTLET_ABI);
    statuses_have_numbers_and_texts();
    members_have_names();
    return verdict();
}
