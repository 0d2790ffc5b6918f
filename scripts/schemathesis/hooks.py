"""What no HTTP server can read is not sent: a header with control characters is refused with 400 and nothing else, or
the connection is closed, before any route is looked for."""

import schemathesis


def _readable(value):
    return all(character == "\t" or 0x20 <= ord(character) != 0x7F for character in str(value))


@schemathesis.hook
def filter_headers(context, headers):
    return headers is None or all(_readable(name) and _readable(value) for name, value in headers.items())


@schemathesis.hook
def filter_case(context, case):
    return filter_headers(context, case.headers)
