"""Headers that go out with every response."""

from http import HTTPStatus

from flask import Flask, Response, request

from survey_app.config import Settings

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_KEPT = frozenset({"static", "pictures.show"})
"""What browsers may keep: it is the same for everybody."""
_SECRET_PATHS = ("/r/", "/p/", "/shared/", "/reset-password/")
"""Addresses that may hold a secret: no other page is told that somebody came from there."""


def add_security(app: Flask, settings: Settings) -> None:
    """Send the policy with everything; keep pages out of caches unless they are static files."""

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.update(_ALWAYS)
        response.headers["Referrer-Policy"] = "no-referrer" if request.path.startswith(_SECRET_PATHS) else "same-origin"
        if settings.is_https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint not in _KEPT or response.status_code >= HTTPStatus.BAD_REQUEST:
            response.headers["Cache-Control"] = "no-store"
        return response
