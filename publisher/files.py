"""Where pictures, films and uploads on their way are kept, as the environment says: in a folder, or in a bucket of any
S3."""

from urllib.parse import urlsplit

from publisher.environment import Environment

FOLDER = {"BACKEND": "campaigns.folder.Folder"}


def storage(environment: Environment) -> dict[str, object]:
    """As Django's `STORAGES` has it. What does not go together becomes a problem of the environment."""
    name, key, secret = (environment.text(f"MARQUEE_S3_{part}") for part in ("BUCKET", "KEY", "SECRET"))
    if not name:
        return dict(FOLDER)
    if bool(key) != bool(secret):
        environment.problems.append("MARQUEE_S3_KEY and MARQUEE_S3_SECRET belong together; one of them is missing.")
    endpoint = environment.text("MARQUEE_S3_ENDPOINT")
    if endpoint and not endpoint.startswith(("https://", "http://")):
        environment.problems.append("MARQUEE_S3_ENDPOINT is no address; it must be like https://s3.example.com.")
    options = {
        "bucket_name": name,
        "endpoint_url": endpoint or None,
        "region_name": environment.text("MARQUEE_S3_REGION") or None,
        "access_key": key or None,
        "secret_key": secret or None,
        "addressing_style": environment.text("MARQUEE_S3_STYLE", "auto"),
    }
    return {"BACKEND": "campaigns.bucket.Bucket", "OPTIONS": options}


def origins(environment: Environment) -> list[str]:
    """From where browsers get what is in the bucket: with the bucket in the path, or in the name of the host."""
    name, region = environment.text("MARQUEE_S3_BUCKET"), environment.text("MARQUEE_S3_REGION")
    amazon = ["https://s3.amazonaws.com", *([f"https://s3.{region}.amazonaws.com"] if region else [])]
    endpoint = environment.text("MARQUEE_S3_ENDPOINT").rstrip("/")
    parts = [urlsplit(address) for address in ([endpoint] if endpoint else amazon)]
    return [f"{one.scheme}://{host}" for one in parts for host in (one.netloc, f"{name}.{one.netloc}")]
