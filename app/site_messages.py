"""What is said about a mistake in a site document: one table, keyed by code, in English and Chinese.

Each code has what is wrong and what to write instead. Placeholders are the problem's parameters.
"""

from __future__ import annotations

from typing import Final

Text = tuple[str, str]
"""What is wrong, and the remedy."""

MESSAGES: Final[dict[str, tuple[Text, Text]]] = {
    "file_missing": (
        ("the file cannot be read: {reason}", "check the path and its rights"),
        ("无法读取文件：{reason}", "请检查路径和权限"),
    ),
    "not_utf8": (
        ("the file is not UTF-8 text", "save it with the encoding UTF-8"),
        ("文件不是 UTF-8 文本", "请用 UTF-8 编码保存"),
    ),
    "syntax": (
        ("this line cannot be read: {given}", 'write key = value; text stands in "quotes", lists in [brackets]'),
        ("此行无法识别：{given}", "写成 键 = 值；文字加英文双引号，列表加方括号"),
    ),
    "schema_newer": (
        ("the file is of version {given}, this program knows up to {known}", "update the program"),
        ("文件版本为 {given}，本程序只支持到 {known}", "请升级程序"),
    ),
    "schema_unknown": (
        ("version {given} was never one of ours", "write schema = {known}"),
        ("没有 {given} 这个版本", "写 schema = {known}"),
    ),
    "unknown_table": (
        ("there is no table [{key}]", "{suggestion}"),
        ("没有名为 [{key}] 的表", "{suggestion}"),
    ),
    "table_shape_list": (
        ("[{key}] stands once for each entry", "write [[{key}]] with two brackets"),
        ("[{key}] 应逐条列出", "写成两层方括号 [[{key}]]"),
    ),
    "table_shape_one": (
        ("[{key}] stands only once", "write one table [{key}]"),
        ("[{key}] 只能有一个", "只写一个 [{key}]"),
    ),
    "unknown_key": (
        ('there is no key "{key}" here', "{suggestion}"),
        ("此处没有键 “{key}”", "{suggestion}"),
    ),
    "missing_key": (
        ('"{key}" is missing', "add {key} = ... ({about})"),
        ("缺少 “{key}”", "请补上 {key} = …"),
    ),
    "wrong_type": (
        ('"{key}" must be {expected}', "write {example}"),
        ("“{key}” 应为{expected}", "写 {example}"),
    ),
    "not_one_of": (
        ('"{key}" cannot be {given}', "write one of: {choices}{suggestion}"),
        ("“{key}” 不能是 {given}", "可写：{choices}{suggestion}"),
    ),
    "out_of_range": (
        ('"{key}" is {given}', "write a value {limit}"),
        ("“{key}” 是 {given}", "应{limit}"),
    ),
    "too_short": (
        ('"{key}" is empty', "write some text"),
        ("“{key}” 为空", "请填写内容"),
    ),
    "bad_pattern": (
        ('"{key}" has signs that do not belong there: {given}', "write digits, +, *, # and spaces only"),
        ("“{key}” 含有不允许的字符：{given}", "只写数字、+、*、# 和空格"),
    ),
    "bad_id": (
        ('"{key}" cannot be "{given}"', "use letters, digits, - and _ only, at most 64"),
        ("“{key}” 不能是 “{given}”", "只用字母、数字、- 和 _，最多 64 个"),
    ),
    "bad_segment": (
        ('"{key}" cannot be "{given}": it is part of an MQTT topic', "leave out spaces, /, + and #"),
        ("“{key}” 不能是 “{given}”：它是 MQTT 主题的一部分", "不要用空格、/、+、#"),
    ),
    "bad_url": (
        ("the address {given} has no host, or a space in it", "write it as rtsp://192.168.1.20/stream1"),
        ("地址 {given} 缺少主机或含有空格", "写成 rtsp://192.168.1.20/stream1"),
    ),
    "bad_scheme": (
        ("the address {given} begins with the wrong kind", "begin with one of: {schemes}"),
        ("地址 {given} 的开头不对", "开头用：{schemes}"),
    ),
    "bad_port": (
        ("the port in {given} is not one", "write a port from 1 to 65535, such as :554"),
        ("{given} 中的端口不正确", "端口为 1 到 65535，例如 :554"),
    ),
    "url_with_password": (
        ("{given} holds a user name or password", "take it out of the address; write username = and password ="),
        ("{given} 中含有用户名或密码", "请从地址中去掉，另写 username = 和 password ="),
    ),
    "bad_fingerprint": (
        ("{given} is no certificate's fingerprint", "write the 64 digits of its SHA-256, colons allowed"),
        ("{given} 不是证书指纹", "写证书 SHA-256 的 64 位十六进制数，可用冒号隔开"),
    ),
    "bad_listen": (
        ('"{given}" is not host:port', 'write "127.0.0.1:1883"'),
        ("“{given}” 不是 主机:端口", '写 "127.0.0.1:1883"'),
    ),
    "bad_timezone": (
        ('there is no time zone "{given}"', 'write an IANA name such as "Asia/Shanghai"'),
        ("没有时区 “{given}”", '写 IANA 名称，例如 "Asia/Shanghai"'),
    ),
    "bad_time": (
        ('"{given}" is no time of the week', 'write "mon-fri 22:00-06:00" or "daily 00:00-24:00"'),
        ("“{given}” 不是每周时段", '写成 "mon-fri 22:00-06:00" 或 "daily 00:00-24:00"'),
    ),
    "bad_date": (
        ('"{given}" is no date', 'write it as "2026-10-01"'),
        ("“{given}” 不是日期", '写成 "2026-10-01"'),
    ),
    "delay_of_priority_one": (
        ('"{key}" holds back nothing here: this point is of priority 1', "take {key} out, or give it another priority"),
        ("“{key}” 在此无效：该报警点为一级", "请去掉 {key}，或改用其他级别"),
    ),
    "limits_crossed": (
        ("the high limit {given} is not above the low limit {low}", "write low = below high ="),
        ("上限 {given} 不高于下限 {low}", "low 应小于 high"),
    ),
    "measurement_twice": (
        ("these limits are given by {given} already", "keep one of the two"),
        ("{given} 已经设定了同一数值的限值", "只保留一个"),
    ),
    "measurement_alarm_where": (
        ("an alarm needs to know of which device and channel", "write device = and channel =, or take alarm out"),
        ("报警需要指明设备和通道", "请写 device = 和 channel =，或去掉 alarm"),
    ),
    "measurement_alarm_limits": (
        ("an alarm without a limit never comes", "write low = or high =, or take alarm out"),
        ("没有限值，永远不会报警", "请写 low = 或 high =，或去掉 alarm"),
    ),
    "measurement_alarm_key": (
        ('an alarm is made of Data\'s "value" alone, not of "{given}"', "take alarm out; it is marked all the same"),
        ("只有 Data 中的 “value” 能报警，“{given}” 不能", "请去掉 alarm；超限时仍会标出"),
    ),
    "measurement_alarm_point": (
        ("an alarm point speaks of this channel already", "write low = and high = there, and take alarm out here"),
        ("该通道已有报警点", "请在报警点上写 low = 和 high =，并去掉此处的 alarm"),
    ),
    "measurement_warn": (
        ('"{key}" is {given}: it comes only beyond the limit {limit}', "write a value between the limits"),
        ("“{key}” 为 {given}，在限值 {limit} 之外才提醒", "请写在两个限值之间"),
    ),
    "flood_never_ends": (
        ("a flood that begins above {enter} alarms would end below {given}", "write {enter} or less"),
        ("超过 {enter} 条报警才算报警潮，结束数却为 {given}", "请写 {enter} 或更小"),
    ),
    "group_too_small": (
        ("fewer than two alarm points name this sensor group", "name it in two points or more, or take it out"),
        ("使用此传感器组的报警点不足两个", "至少在两个报警点中填写，或去掉此组"),
    ),
    "escalation_order": (
        ("its times do not rise", "write other_stations_s below supervisor_s below call_out_s"),
        ("时间没有逐级递增", "other_stations_s 应小于 supervisor_s，supervisor_s 应小于 call_out_s"),
    ),
    "escalation_empty": (
        ("it brings its alarms before nobody", "write other_stations_s, supervisor_s or call_out_s"),
        ("没有升级步骤", "请填写 other_stations_s、supervisor_s 或 call_out_s"),
    ),
    "escalation_twice": (
        ("priority {given} has times already at line {other}", "give them in one place"),
        ("{given} 级的时间已在第 {other} 行写明", "只写一处"),
    ),
    "arming_inside": (
        (
            'zone "{given}" lies in "{outer}", which the schedule at line {other} disarms with it',
            "name both in one schedule, or take one out",
        ),
        ("区域 “{given}” 位于 “{outer}” 内，第 {other} 行的计划会一并撤防", "写入同一计划，或去掉其中一个"),
    ),
    "empty_secret": (
        ('"{key}" names nothing', 'write "env:NAME" or "file:PATH", or leave the key out'),
        ("“{key}” 没有内容", '写 "env:变量名" 或 "file:路径"，或去掉此键'),
    ),
    "duplicate_id": (
        ('the id "{given}" is already taken at line {other}', "give it an id of its own"),
        ("编号 “{given}” 已在第 {other} 行使用", "请换一个编号"),
    ),
    "duplicate_number": (
        ("number {given} already belongs to the camera at line {other}", "give it a number of its own, such as {free}"),
        ("号码 {given} 已属于第 {other} 行的摄像机", "请换一个号码，例如 {free}"),
    ),
    "duplicate_channel": (
        ('channel "{given}" of this device is already named at line {other}', "name each channel once"),
        ("该设备的通道 “{given}” 已在第 {other} 行使用", "每个通道只写一次"),
    ),
    "unknown_reference": (
        ('"{key}" names {target} "{given}", which is not in this file', "{suggestion}"),
        ("“{key}” 指向的{target} “{given}” 不在文件中", "{suggestion}"),
    ),
    "reference_dropped": (
        (
            '"{key}" names {target} "{given}", which was left out for its own mistakes',
            "mend {target} at line {other} first",
        ),
        ("“{key}” 指向的{target} “{given}” 因自身错误未采用", "请先改正第 {other} 行的{target}"),
    ),
    "cycle": (
        ("these zones lie in one another: {given}", "take one parent = ... out"),
        ("这些区域互相包含：{given}", "请去掉其中一个 parent"),
    ),
    "polygon_points": (
        ("the polygon has {given} corners", "give three or more, such as [[0.1, 0.5], [0.9, 0.5], [0.5, 0.9]]"),
        ("多边形只有 {given} 个角点", "至少三个，例如 [[0.1, 0.5], [0.9, 0.5], [0.5, 0.9]]"),
    ),
    "line_points": (
        ("the line has {given} corners", "give two or more, such as [[0.1, 0.5], [0.9, 0.5]]"),
        ("线只有 {given} 个端点", "至少两个，例如 [[0.1, 0.5], [0.9, 0.5]]"),
    ),
    "polygon_range": (
        ("the corner {given} is outside the picture", "write shares of width and height, from 0 to 1"),
        ("角点 {given} 超出画面", "写画面宽高的比例，0 到 1"),
    ),
    "polygon_crosses": (
        ("the polygon's edges cross", "list the corners in order around it"),
        ("多边形的边相交", "请按顺序沿边列出角点"),
    ),
    "bad_onvif_address": (
        ("this is not the address of a device service", 'write "http://192.168.1.20/onvif/device_service"'),
        ("这不是设备服务的地址", '写成 "http://192.168.1.20/onvif/device_service"'),
    ),
    "ptz_no_address": (
        ("the camera cannot be turned: no address is given and its streams name no host", "write address = in its ptz"),
        ("无法控制云台：没有填写地址，码流地址中也没有主机", "请在 ptz 中填写 address ="),
    ),
    "ptz_number_twice": (
        ("preset {given} is there twice", "give each preset a digit of its own"),
        ("预置位 {given} 重复", "每个预置位用不同的数字"),
    ),
    "ptz_no_preset": (
        ("there is no preset {given}", "write one of: {known}"),
        ("没有预置位 {given}", "可写：{known}"),
    ),
    "ptz_place": (
        ("a call-up names one zone or one point", "write either zone = or point ="),
        ("联动应写明一个区域或一个报警点", "写 zone = 或 point =，只写一个"),
    ),
    "too_many_cameras": (
        ("{given} cameras for {tiles} tiles", "name at most {tiles}, or write a larger tiles ="),
        ("{tiles} 个画面放不下 {given} 个摄像机", "最多写 {tiles} 个，或加大 tiles"),
    ),
    "audio_without_reason": (
        (
            "the sound of cameras stays off: nobody answers for it",
            "write reason = with why, by whose decision, and where people are told",
        ),
        (
            "摄像机声音保持关闭：没有写明由谁负责",
            "请在 reason 中写明原因、由谁决定、在何处告知",
        ),
    ),
    "plain_listener": (
        (
            "the built-in broker does not listen on {given}: passwords would go through the network in clear",
            "write certificate = and key =, or plain_network = true where the network is closed",
        ),
        (
            "内置服务器不会在 {given} 上监听：密码会以明文经过网络",
            "请填写 certificate 和 key；若网络封闭，可写 plain_network = true",
        ),
    ),
    "plan_outside": (
        ("the place {given} is outside of the image", "write shares of its width and height, from 0 to 1"),
        ("位置 {given} 在图外", "写图片宽高的比例，0 到 1"),
    ),
    "plan_image_path": (
        ('the image "{given}" does not lie beside this file', 'write a path in its folder, as "plans/ground.png"'),
        ("图片 “{given}” 不在本文件旁边", '请写本文件夹之内的路径，例如 "plans/ground.png"'),
    ),
    "plan_image_missing": (
        ('the image "{given}" cannot be read', "put it into the folder of this file, or write image = another one"),
        ("无法读取图片 “{given}”", "请把图片放到本文件所在的文件夹，或改写 image ="),
    ),
    "plan_image_unknown": (
        ('"{given}" is no whole PNG, JPEG or SVG image', "save the drawing again as one of these"),
        ("“{given}” 不是完整的 PNG、JPEG 或 SVG 图片", "请重新存成其中一种格式"),
    ),
    "plan_image_large": (
        ('the image "{given}" is too large: {size}', "save it with at most 20 MB and 12000 pixels a side"),
        ("图片 “{given}” 太大：{size}", "请存成不超过 20 MB、每边不超过 12000 像素"),
    ),
    "plan_twice": (
        ('{target} "{given}" stands twice on this plan', "keep one of the two"),
        ("{target} “{given}” 在此图上出现两次", "只保留一个"),
    ),
    "plan_elsewhere": (
        ("plans were published and are kept in {file}", "take [[plan]] out here, or remove that file"),
        ("平面图已由设置页发布，保存在 {file}", "请去掉此处的 [[plan]]，或移走该文件"),
    ),
    "rule_elsewhere": (
        ("detection rules were published and are kept in {file}", "take [[rule]] out here, or remove that file"),
        ("检测规则已由规则页发布，保存在 {file}", "请去掉此处的 [[rule]]，或移走该文件"),
    ),
    "backup_open": (
        (
            "no backups are made: nothing is named that they can be encrypted for",
            "write recovery_key = as `watchroom backup --new-recovery-key FILE` prints it, or passphrase = env:NAME",
        ),
        (
            "没有做备份：没有写用什么加密",
            "写 recovery_key = （`watchroom backup --new-recovery-key FILE` 显示的公钥），或 passphrase = env:变量名",
        ),
    ),
    "backup_key": (
        ("this is no public recovery key", "copy the line that `watchroom backup --new-recovery-key FILE` prints"),
        ("这不是恢复公钥", "请照抄 `watchroom backup --new-recovery-key FILE` 显示的那一行"),
    ),
    "bad_archive_url": (
        (
            "this is no RTSP address with a time range",
            "write rtsp://host/path with {{start:%Y%m%dT%H%M%SZ}} and {{end:%Y%m%dT%H%M%SZ}}, no names, no spaces",
        ),
        (
            "这不是带时间段的 RTSP 地址",
            "写 rtsp://主机/路径，其中要有 {{start:%Y%m%dT%H%M%SZ}} 和 {{end:%Y%m%dT%H%M%SZ}}，不写用户名，不留空格",
        ),
    ),
    "archive_no_address": (
        ("it is not said where this archive is", "write address = (onvif) or url = (rtsp)"),
        ("没有写这份录像在哪里", "写 address =（onvif）或 url =（rtsp）"),
    ),
    "stand_in_alone": (
        ("a stand-in needs a recorder that is another station", "write recorder = with the station that records it"),
        ("代录值守台需要另一个录像值守台", "写 recorder = 负责录像的值守台"),
    ),
    "keep_too_short": (
        ("footage has to be kept for {legal} days by law", "write {legal} or more; so long it is kept in any case"),
        ("按法规录像至少保存 {legal} 天", "请写 {legal} 或更大的数；无论如何都会保存这么久"),
    ),
    "record_no_times": (
        ("a schedule without times records always", 'write times = ["mon-fri 18:00-08:00"]'),
        ("没有写时间，会一直录像", '写 times = ["mon-fri 18:00-08:00"]'),
    ),
    "motion_without_detection": (
        ("detection is off, so no motion is seen: it is recorded always", "switch detection on, or write always"),
        ("检测已关闭，看不到画面变化，会一直录像", "打开检测，或写 always"),
    ),
    "no_broker": (
        ("built_in is off and no broker is named", 'write url = "mqtts://..." or built_in = true'),
        ("未启用内置服务器，也没有填写地址", '写 url = "mqtts://…" 或 built_in = true'),
    ),
}

KINDS: Final[dict[str, Text]] = {
    "site": ("site", "小区"),
    "station": ("station", "值守台"),
    "broker": ("broker", "消息服务器"),
    "database": ("database", "数据库"),
    "detection": ("detection", "检测"),
    "recording": ("recording", "录像"),
    "pictures": ("pictures", "画面检查"),
    "archive": ("archive", "录像互查"),
    "archive_station": ("archive of a station", "值守台录像"),
    "backup": ("backup", "备份"),
    "alarms": ("alarm numbers", "报警数量"),
    "duty": ("duty", "值班"),
    "counted_item": ("counted item", "清点物品"),
    "measurement": ("measurement", "测量值"),
    "zone": ("zone", "区域"),
    "camera": ("camera", "摄像机"),
    "device": ("device", "设备"),
    "point": ("alarm point", "报警点"),
    "gate": ("gate", "道闸"),
    "door": ("door", "门"),
    "stall_group": ("stall group", "车位组"),
    "stall": ("stall", "车位"),
    "guidance": ("guidance", "处置指引"),
    "layout": ("layout", "画面布局"),
    "rule": ("rule", "检测规则"),
    "sensor_group": ("sensor group", "传感器组"),
    "escalation": ("escalation", "报警升级"),
    "arming": ("arming schedule", "布防计划"),
    "answer": ("answering plan", "应答安排"),
    "cause": ("cause", "原因"),
    "responder": ("responder", "可派人员"),
    "plan": ("site plan", "平面图"),
}

EXPECTED: Final[dict[str, tuple[Text, str]]] = {
    "text": (("text", "文字"), '{key} = "..."'),
    "whole number": (("a whole number", "整数"), "{key} = 7"),
    "number": (("a number", "数字"), "{key} = 2.5"),
    "yes or no": (("true or false", "true 或 false"), "{key} = true"),
    "list": (("a list", "列表"), '{key} = ["...", "..."]'),
    "table": (("a table", "表"), "{key} = {{ ... }}"),
    "pair": (("a pair of numbers", "一对数字"), "[0.5, 0.5]"),
}

PHRASES: Final[dict[str, Text]] = {
    "mean": ('perhaps "{close}"', "可能是 “{close}”"),
    "mean_too": ('; perhaps "{close}"', "；可能是 “{close}”"),
    "one_of": ("known here: {choices}", "可用的有：{choices}"),
    "none": ("take it out", "请去掉"),
    "define": ("add it, or take the name out", "请补上，或去掉此名称"),
    "entry": ("{kind} no. {index}", "第 {index} 个{kind}"),
    "named": ('{kind} "{name}"', "{kind} “{name}”"),
    "file": ("the file", "文件"),
    "ge": ("of {limit} or more", "不小于 {limit}"),
    "gt": ("above {limit}", "大于 {limit}"),
    "le": ("of {limit} or less", "不大于 {limit}"),
    "lt": ("below {limit}", "小于 {limit}"),
    "problem": ("{place}: {where}: {what}. {fix}.", "{place}：{where}：{what}。{fix}。"),
    "summary": ("{count} to mend in {file}", "{file} 中有 {count} 处需要改正"),
    "good": (
        "{file} is in order: {cameras} cameras, {points} alarm points",
        "{file} 正确：{cameras} 个摄像机，{points} 个报警点",
    ),
}


def phrase(key: str, language: str, **parameters: object) -> str:
    """Return a phrase of PHRASES in English or, for any zh code, in Chinese."""
    return PHRASES[key][language.startswith("zh")].format(**parameters)


def kind_name(kind: str, language: str) -> str:
    """Return the word for a kind of entry; an unknown kind is its own word."""
    return KINDS[kind][language.startswith("zh")] if kind in KINDS else kind


def message(code: str, language: str) -> Text:
    """Return what is wrong and the remedy, both with placeholders."""
    return MESSAGES[code][language.startswith("zh")]
