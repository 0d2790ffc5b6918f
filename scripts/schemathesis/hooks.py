"""What no HTTP server can read is not sent: a header with control characters is refused with 400 and nothing else, or
the connection is closed, before any route is looked for."""

import schemathesis


def _readable(text):
    return all(character == "\t" or 0x20 <= ord(character) != 0x7F for character in str(text))


@schemathesis.hook
def filter_case(context, case):
    return all(_readable(name) and _readable(value) for name, value in (case.headers or {}).items())
