import os
from collections.abc import Mapping
from pathlib import Path


class SettingsError(Exception):
    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("Your configuration has problems: " + ", ".join(problems))


class Settings:
    def __init__(self) -> None:
        self.env = "dev"
        self.database_url = ""
        self.api_key = ""
        self.timeout_s = 5.0
        self.max_batch = 50
        self.debug = False


def read_env_file(env_file: Path) -> dict[str, str]:
    result = {}
    with open(env_file, encoding="utf-8") as f:
        for line in f.readlines():
            line = line.strip()
            if line and not line.startswith("#") and "=" in line:
                parts = line.split("=")
                name = parts[0].replace("export ", "").strip()
                value = "=".join(parts[1:]).strip()
                if value.startswith('"') and value.endswith('"'):
                    value = value.strip('"')
                elif value.startswith("'") and value.endswith("'"):
                    value = value.strip("'")
                result[name] = value
    return result


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    if environ is None:
        environ = os.environ
    settings = Settings()
    problems = []

    if environ.get("SHOP_ENV"):
        settings.env = environ["SHOP_ENV"]
    if settings.env != "dev" and settings.env != "prod":
        problems.append("SHOP_ENV must be dev or prod")

    file_values = {}
    if env_file is not None and os.path.exists(env_file) and settings.env == "dev":
        file_values = read_env_file(env_file)

    def find(name: str) -> str:
        if environ.get(name):
            return environ[name]
        return file_values.get(name, "")

    settings.database_url = find("SHOP_DATABASE_URL")
    if settings.database_url == "":
        problems.append("SHOP_DATABASE_URL is missing")
    else:
        scheme, separator, rest = settings.database_url.partition("://")
        if not scheme or not separator or not rest.split("@")[-1].split("/")[0]:
            problems.append("SHOP_DATABASE_URL must look like postgresql://user:password@host/name")

    settings.api_key = find("SHOP_API_KEY")
    if settings.api_key == "":
        problems.append("SHOP_API_KEY is missing")

    text = find("SHOP_TIMEOUT_S")
    if text != "":
        try:
            settings.timeout_s = float(text)
        except ValueError:
            problems.append("SHOP_TIMEOUT_S must be a number")
        else:
            if text.lower().strip("+-") in ("nan", "inf", "infinity"):
                problems.append("SHOP_TIMEOUT_S must be a real number")
            elif settings.timeout_s <= 0:
                problems.append("SHOP_TIMEOUT_S must be bigger than 0")

    text = find("SHOP_MAX_BATCH")
    if text != "":
        try:
            settings.max_batch = int(text)
        except ValueError:
            problems.append("SHOP_MAX_BATCH must be a whole number")
        if settings.max_batch < 1 or settings.max_batch > 500:
            problems.append("SHOP_MAX_BATCH must be from 1 to 500")

    text = find("SHOP_DEBUG").lower()
    if text in ["1", "true", "yes", "on"]:
        settings.debug = True
        if settings.env == "prod":
            problems.append("SHOP_DEBUG must not be on in prod")
    elif text not in ["", "0", "false", "no", "off"]:
        problems.append("SHOP_DEBUG must be true or false")

    if problems:
        raise SettingsError(problems)
    return settings
