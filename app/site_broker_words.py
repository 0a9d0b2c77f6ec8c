"""What is said about a site's own broker: tables keyed by code, in English and Chinese: what is so, what to do."""

from __future__ import annotations

from typing import Final

Text = tuple[str, str]

PROBLEMS: Final[dict[str, tuple[Text, Text]]] = {
    "unreachable": (
        ("nobody answers at {url}", "check address, port and firewall"),
        ("{url} 没有应答", "请检查地址、端口和防火墙"),
    ),
    "wrong_password": (
        ("it does not accept the station's user name or password", "check username and password of [broker]"),
        ("它不接受本站的用户名或密码", "请检查 [broker] 的 username 和 password"),
    ),
    "wrong_version": (
        ("it does not speak MQTT {protocol}", 'write protocol = "3.1.1" or "5" as the broker has it'),
        ("它不支持 MQTT {protocol}", '按服务器实际情况写 protocol = "3.1.1" 或 "5"'),
    ),
    "refused": (
        ("it refuses the connection", "look into the broker's own log"),
        ("它拒绝连接", "请查看该服务器自己的日志"),
    ),
    "tls_files": (
        ("{file} cannot be read as a certificate or key", "give PEM files, the key not encrypted"),
        ("{file} 无法作为证书或密钥读取", "请使用 PEM 文件，密钥不加密"),
    ),
    "tls_untrusted": (
        ("its certificate is of an authority that is not known here", "write ca = with the authority's PEM file"),
        ("它的证书由本机不认识的机构签发", "请在 ca 中填写该机构的 PEM 文件"),
    ),
    "tls_expired": (
        ("its certificate has expired, or this computer's clock is wrong", "renew the certificate; check the clock"),
        ("它的证书已过期，或本机时钟不对", "请更新证书并检查时钟"),
    ),
    "tls_hostname": (
        ("its certificate is for another name than that in {url}", "use the certificate's name in url ="),
        ("它的证书名称与 {url} 不符", "请在 url 中使用证书上的名称"),
    ),
    "tls_certificate_wanted": (
        ("it wants a certificate of the station", "write certificate = and key ="),
        ("它要求本站出示证书", "请填写 certificate 和 key"),
    ),
    "tls_certificate_refused": (
        ("it does not accept the station's certificate", "have it signed by the broker's authority"),
        ("它不接受本站的证书", "请由该服务器的机构签发证书"),
    ),
    "tls_failed": (
        ("encryption failed; perhaps it does not speak TLS at this port", "check the port: mqtts is usually 8883"),
        ("加密失败，可能此端口不支持 TLS", "请检查端口：mqtts 通常为 8883"),
    ),
    "no_listening": (
        ("the station may not listen to all devices", "let its account read {root}#"),
        ("本站不能收听全部设备", "请允许其账号读取 {root}#"),
    ),
    "no_largest_message": (
        ("a message of 256 KiB does not come through", "allow packets of 300 KiB; and let the station write {own}#"),
        ("256 KiB 的消息无法通过", "请允许 300 KiB 的数据包，并允许本站写 {own}#"),
    ),
    "no_retained": (
        ("it keeps no retained messages", "switch retained messages on, for the states of devices"),
        ("它不保存保留消息", "请启用保留消息，设备状态需要它"),
    ),
    "no_session": (
        ("it forgets a station that is away: its messages would be lost", "switch persistent sessions on"),
        ("本站离线时它不保留会话，消息会丢失", "请启用持久会话"),
    ),
    "no_queue": (
        (
            "it keeps only {limit} of {wanted} messages for a station that is away",
            "raise the limit (Mosquitto: max_queued_messages 0)",
        ),
        ("本站离线时它只保留 {wanted} 条消息中的 {limit} 条", "请提高上限（Mosquitto：max_queued_messages 0）"),
    ),
    "no_session_expiry": (
        ("it forgets a station after {seconds} s", "raise the longest session expiry to a day or more"),
        ("{seconds} 秒后它就会忘记本站", "请把会话最长保留时间提高到一天以上"),
    ),
    "strangers": (
        ("anybody without an account can send alarms", "allow no anonymous clients (allow_anonymous false)"),
        ("没有账号的人也能发送报警", "请禁止匿名连接（allow_anonymous false）"),
    ),
    "device_others_topics": (
        ("device {device} can speak for other devices", "let each device write below {root}{device}/ only"),
        ("设备 {device} 可以冒充其他设备", "每个设备只允许写 {root}{device}/ 之下"),
    ),
    "device_commands": (
        ("device {device} can command other devices", "let stations alone write {root}+/cmd/+"),
        ("设备 {device} 可以命令其他设备", "只允许值守台写 {root}+/cmd/+"),
    ),
}

PASSED: Final[dict[str, Text]] = {
    "connected": ("reached and let in", "已连接并登录"),
    "listening": ("the station may listen to all devices", "本站可以收听全部设备"),
    "largest_message": ("messages of 256 KiB come through", "256 KiB 的消息可以通过"),
    "retained": ("retained messages are kept", "保留消息正常"),
    "session": ("a station that is away is remembered", "本站离线时会话保留"),
    "queue": ("{wanted} messages waited for a station that was away", "本站离线时保留了 {wanted} 条消息"),
    "session_expiry": ("a session lasts for {seconds} s", "会话保留 {seconds} 秒"),
    "no_strangers": ("nobody without an account is heard", "没有账号的人无法发送"),
    "device_no_others_topics": ("device {device} cannot speak for others", "设备 {device} 不能冒充其他设备"),
    "device_no_commands": ("device {device} cannot command others", "设备 {device} 不能命令其他设备"),
}

UNTESTED: Final[dict[str, Text]] = {
    "restart": (
        "whether sessions and messages survive a restart of the broker: nothing here restarts it. Mosquitto needs"
        " persistence true, autosave_on_changes true and a small autosave_interval",
        "服务器重启后会话和消息是否还在：本检查不会重启它。Mosquitto 需要 persistence true、"
        "autosave_on_changes true 和较小的 autosave_interval",
    ),
    "expiry": (
        "how long a session lasts: MQTT 3.1.1 cannot ask. Mosquitto: leave persistent_client_expiration out",
        "会话保留多久：MQTT 3.1.1 无法查询。Mosquitto：不要写 persistent_client_expiration",
    ),
    "device_rights": (
        "the rights of devices: no device of the site document has a password that can be read here",
        "设备的权限：小区文件中没有可读取密码的设备",
    ),
}

HEADINGS: Final[dict[str, Text]] = {
    "problem": ("broker: {what}. {fix}.", "消息服务器：{what}。{fix}。"),
    "passed": ("  in order: {what}", "  正常：{what}"),
    "untested": ("  not tried: {what}", "  未检查：{what}"),
    "good": ("the broker {url} keeps what a station needs", "消息服务器 {url} 符合要求"),
    "built_in": ("the site uses the built-in broker; there is none to try", "小区使用内置服务器，无需检查"),
}


def problem_words(code: str, language: str, **parameters: object) -> Text:
    """What is wrong and what to do, in English or, for any zh code, in Chinese."""
    what, fix = PROBLEMS[code][language.startswith("zh")]
    return what.format(**parameters), fix.format(**parameters)


def words(table: dict[str, Text], code: str, language: str, **parameters: object) -> str:
    """A text of one of the other tables."""
    return table[code][language.startswith("zh")].format(**parameters)
