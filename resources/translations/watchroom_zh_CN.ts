<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AlarmCard</name>
    <message>
        <source>Weather</source>
        <extracomment>Does what the card calls the next step, where a key may. Does what has consequences and must not happen by the key before pressed once too often. What a false alarm may come from where the site names nothing else; codes are stored, words are shown. The same after each key: the verdicts, and &quot;escalate&quot; for why help is called. What it most probably is, by class: offered first after its key. The same of whatever is not named there: the equipment itself. Numbers of those who come from outside and ask for the address. Said where somebody chose none.</extracomment>
        <translation>天气</translation>
    </message>
    <message>
        <source>Animal</source>
        <translation>动物</translation>
    </message>
    <message>
        <source>Plants</source>
        <translation>树木植物</translation>
    </message>
    <message>
        <source>Building work</source>
        <translation>施工</translation>
    </message>
    <message>
        <source>Device fault</source>
        <translation>设备故障</translation>
    </message>
    <message>
        <source>Resident&apos;s mistake</source>
        <translation>住户误触</translation>
    </message>
    <message>
        <source>Stranger on the site</source>
        <translation>陌生人进入</translation>
    </message>
    <message>
        <source>Fire or smoke</source>
        <translation>着火或冒烟</translation>
    </message>
    <message>
        <source>Person hurt or ill</source>
        <translation>有人受伤或不适</translation>
    </message>
    <message>
        <source>Damage</source>
        <translation>设施损坏</translation>
    </message>
    <message>
        <source>Gas or water escapes</source>
        <translation>燃气或水泄漏</translation>
    </message>
    <message>
        <source>Equipment defective</source>
        <translation>设备损坏</translation>
    </message>
    <message>
        <source>Left open</source>
        <translation>没有关好</translation>
    </message>
    <message>
        <source>Inspection</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>维修</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>培训</translation>
    </message>
    <message>
        <source>I am alone</source>
        <translation>我一个人</translation>
    </message>
    <message>
        <source>People in danger</source>
        <translation>有人有危险</translation>
    </message>
    <message>
        <source>Several at once</source>
        <translation>同时多起</translation>
    </message>
    <message>
        <source>I cannot tell what it is</source>
        <translation>看不清情况</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>cause not stated</source>
        <translation>未说明原因</translation>
    </message>
    <message>
        <source>It was called REAL. Why is it %1 now? Esc: it stays real</source>
        <translation>已判为“属实”。为什么改为“%1”？Esc 不改</translation>
    </message>
    <message>
        <source>Real. What is it?</source>
        <translation>属实。是什么情况？</translation>
    </message>
    <message>
        <source>False. Where did it come from?</source>
        <translation>误报。什么引起的？</translation>
    </message>
    <message>
        <source>Help is called. Why?</source>
        <translation>已呼叫支援。原因？</translation>
    </message>
    <message>
        <source>person</source>
        <translation>人</translation>
    </message>
    <message>
        <source>bicycle</source>
        <translation>自行车</translation>
    </message>
    <message>
        <source>motorcycle</source>
        <translation>摩托车</translation>
    </message>
    <message>
        <source>car</source>
        <translation>小汽车</translation>
    </message>
    <message>
        <source>bus</source>
        <translation>大客车</translation>
    </message>
    <message>
        <source>truck</source>
        <translation>货车</translation>
    </message>
    <message>
        <source>something moving</source>
        <translation>有东西在动</translation>
    </message>
    <message>
        <source>on the way</source>
        <translation>在路上</translation>
    </message>
    <message>
        <source>on scene</source>
        <translation>已到场</translation>
    </message>
    <message>
        <source>free again</source>
        <translation>已归队</translation>
    </message>
    <message>
        <source>is there</source>
        <translation>登记到场</translation>
    </message>
    <message>
        <source>is free</source>
        <translation>登记归队</translation>
    </message>
    <message>
        <source>send</source>
        <translation>派出</translation>
    </message>
    <message>
        <source>once somebody is there</source>
        <translation>等有人到场</translation>
    </message>
    <message>
        <source>only if real</source>
        <translation>属实才做</translation>
    </message>
    <message>
        <source>only if false</source>
        <translation>误报才做</translation>
    </message>
    <message>
        <source>not needed: %1</source>
        <translation>不必做：%1</translation>
    </message>
    <message>
        <source>no longer asked for</source>
        <translation>不再要求</translation>
    </message>
    <message>
        <source>if possible</source>
        <translation>尽量做</translation>
    </message>
    <message>
        <source>Real</source>
        <translation>属实</translation>
    </message>
    <message>
        <source>False</source>
        <translation>误报</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Nuisance</source>
        <translation>干扰</translation>
    </message>
    <message>
        <source>Who announced the test? F8, then a digit</source>
        <translation>测试是谁通知的？按 F8，再按数字</translation>
    </message>
    <message>
        <source>Look at the picture</source>
        <translation>先看画面</translation>
    </message>
    <message>
        <source>%1 has it: watch, and call by telephone</source>
        <translation>%1 正在处理：看住画面，电话联系</translation>
    </message>
    <message>
        <source>Still out: %1. Note them as free</source>
        <translation>还有人在外：%1。先登记归队</translation>
    </message>
    <message>
        <source>Drill: do not really call or send anybody.</source>
        <translation>演练：不要真打电话，不要真派人。</translation>
    </message>
    <message>
        <source>(%1 of %2 sent)</source>
        <translation>（要派 %2 人，已派 %1 人）</translation>
    </message>
    <message>
        <source>Acknowledge: press F5</source>
        <translation>确认报警：按 F5</translation>
    </message>
    <message>
        <source>signal back to normal</source>
        <translation>探测信号已恢复</translation>
    </message>
    <message>
        <source>Say what it was: F6 real, F7 false, F8 test</source>
        <translation>判定：F6 属实，F7 误报，F8 测试</translation>
    </message>
    <message>
        <source>Test. Who announced it, what for?</source>
        <translation>测试。谁通知的，为什么？</translation>
    </message>
    <message>
        <source>Reset the detector</source>
        <extracomment>What has consequences, or may be too early, is done by the other key. What the button of resetting, and that of closing, is offered for. What that key does; looking, taking notice and judging are acts of their own, and waiting is none.</extracomment>
        <translation>复位探测器</translation>
    </message>
    <message>
        <source>Still in alarm: wait until it is normal</source>
        <translation>仍在报警：等待恢复正常</translation>
    </message>
    <message>
        <source>Close the incident</source>
        <translation>结案</translation>
    </message>
    <message>
        <source>Acknowledge: press F5, %1 detectors wait</source>
        <translation>确认：按 F5（%1 个待确认）</translation>
    </message>
    <message>
        <source>Next step · who goes: Ctrl+D · or note who looked</source>
        <translation>下一步 · 选人：Ctrl+D · 或写备注：谁去看过</translation>
    </message>
    <message>
        <source>Next step · choose who goes: Ctrl+D</source>
        <translation>下一步 · 选人：Ctrl+D</translation>
    </message>
    <message>
        <source>Nobody there yet · note it: Ctrl+D · done: %1</source>
        <translation>还没有人到场 · 登记：Ctrl+D · 已办：%1</translation>
    </message>
    <message>
        <source>Next step · dial · once called: %1</source>
        <translation>下一步 · 拨号 · 打完按 %1</translation>
    </message>
    <message>
        <source>Next step · Ctrl+D · close all the same: %1</source>
        <translation>下一步 · 登记：Ctrl+D · 仍要结案：%1</translation>
    </message>
    <message>
        <source>Nothing to do · change it: Ctrl+P</source>
        <translation>不用处理 · 更改：Ctrl+P</translation>
    </message>
    <message>
        <source>Next step · more help: F9</source>
        <translation>下一步 · 再叫人：F9</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Next step · done: %1 · undo: Ctrl+Z</source>
        <translation>下一步 · 完成：%1 · 撤回：Ctrl+Z</translation>
    </message>
    <message>
        <source>%1 alarms</source>
        <translation>%1 次报警</translation>
    </message>
    <message>
        <source>%1 not acknowledged</source>
        <translation>%1 个未确认</translation>
    </message>
    <message>
        <source>answered after %1 by %2</source>
        <translation>%2 %1后确认</translation>
    </message>
    <message>
        <source>now %1</source>
        <translation>现在 %1</translation>
    </message>
    <message>
        <source>Cameras around the alarm: nobody seen (%1)</source>
        <translation>报警前后摄像机未见到人（%1）</translation>
    </message>
    <message>
        <source>Cameras saw: %1</source>
        <translation>摄像机看到：%1</translation>
    </message>
    <message>
        <source>picture shown after %1</source>
        <translation>画面 %1后已显示</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>at %1 since %2</source>
        <translation>从 %2 起在%1</translation>
    </message>
    <message>
        <source>on the way to %1 since %2</source>
        <translation>%2 起在去%1的路上</translation>
    </message>
    <message>
        <source>Cameras around the alarm: %1</source>
        <translation>报警前后的摄像机：%1</translation>
    </message>
    <message>
        <source>%1 more near by</source>
        <translation>附近另有 %1 个</translation>
    </message>
    <message>
        <source>put aside</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>quiet</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Acknowledged: %1.</source>
        <translation>已确认：%1。</translation>
    </message>
    <message>
        <source>Still waiting for F5: %1 (%2)</source>
        <translation>还有 %1 个等待按 F5：%2</translation>
    </message>
    <message>
        <source>%1 at station %2</source>
        <translation>%1（%2 岗）</translation>
    </message>
    <message>
        <source>Put aside: it comes back by itself</source>
        <translation>已搁置：到时自动恢复</translation>
    </message>
    <message>
        <source>Disarmed: it is only shown</source>
        <translation>已撤防：只显示</translation>
    </message>
    <message>
        <source>Out of service: it is only shown</source>
        <translation>已停用：只显示</translation>
    </message>
    <message>
        <source>%1 %2 took back: %3 (%4 %5)</source>
        <translation>%1 %2 撤回：%3（%4 %5）</translation>
    </message>
    <message>
        <source>taken by %1</source>
        <translation>由 %1 接手</translation>
    </message>
    <message>
        <source>on scene after %1</source>
        <translation>%1后到场</translation>
    </message>
    <message>
        <source>possible once the picture has been up for 1 s</source>
        <translation>画面显示满 1 秒后可确认</translation>
    </message>
    <message>
        <source>no live picture</source>
        <translation>没有实时画面</translation>
    </message>
    <message>
        <source>nobody seen</source>
        <translation>没有看到人</translation>
    </message>
    <message>
        <source>not looked at (people detection was off or too slow): %1</source>
        <translation>没有查看有没有人（人员检测没开或太慢）：%1</translation>
    </message>
    <message>
        <source>What to do, and what is known</source>
        <extracomment>What scrolls likes to have so much height, more than a second row of the list; has so much before the buttons give way; and so much is given to a question.</extracomment>
        <translation>该做什么，已知什么</translation>
    </message>
    <message>
        <source>%1 since %2</source>
        <translation>%2 起%1</translation>
    </message>
    <message>
        <source>then nobody is at the desk</source>
        <translation>去了值班台就没人</translation>
    </message>
</context>
<context>
    <name>AlarmList</name>
    <message>
        <source>Alarms: %1 not handled</source>
        <extracomment>So many alarms stay in sight where the screen has room for them below the card. A panel lower than this keeps its rows rather than the buttons for many at once.</extracomment>
        <translation>报警：%1 条未处理</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>报警</translation>
    </message>
    <message>
        <source>Very many alarms by place. Enter unfolds a row.</source>
        <translation>报警很多：每处一行，紧急的在前。按回车展开。</translation>
    </message>
    <message>
        <source>No open alarms</source>
        <translation>没有未结报警</translation>
    </message>
    <message>
        <source>No more alarms; the case above is open</source>
        <translation>没有别的报警，上面的事件还没结案</translation>
    </message>
    <message>
        <source>Unfold the alarms</source>
        <translation>展开报警栏</translation>
    </message>
    <message>
        <source>Fold the alarms to a strip</source>
        <translation>收起报警栏</translation>
    </message>
    <message>
        <source>Acknowledge together, all but critical and high ones</source>
        <translation>一起确认（紧急和严重的除外）</translation>
    </message>
    <message>
        <source>Marked  Shift+F5</source>
        <translation>所选  Shift+F5</translation>
    </message>
    <message>
        <source>Acknowledge the marked alarms</source>
        <translation>确认所选的报警</translation>
    </message>
    <message>
        <source>Whole zone  Ctrl+F5</source>
        <translation>本区全部  Ctrl+F5</translation>
    </message>
    <message>
        <source>Acknowledge all alarms of this zone</source>
        <translation>确认本区全部报警</translation>
    </message>
    <message>
        <source>%1; critical and high ones are left out</source>
        <translation>%1；紧急和严重的除外</translation>
    </message>
    <message>
        <source>not handled</source>
        <translation>未处理</translation>
    </message>
    <message>
        <source>signal over, not handled</source>
        <translation>信号已恢复，未处理</translation>
    </message>
    <message>
        <source>being handled</source>
        <translation>处理中</translation>
    </message>
    <message>
        <source>waiting for reset</source>
        <translation>待复位</translation>
    </message>
    <message>
        <source>over</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>shelved</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>disarmed</source>
        <translation>已撤防</translation>
    </message>
    <message>
        <source>out of service</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>and %1 more here</source>
        <translation>此处还有 %1 条</translation>
    </message>
</context>
<context>
    <name>AlarmMarks</name>
    <message>
        <source>all stations called</source>
        <translation>已通知各岗</translation>
    </message>
    <message>
        <source>supervisor called</source>
        <translation>已通知主管</translation>
    </message>
    <message>
        <source>phone for help now</source>
        <translation>马上打电话求助</translation>
    </message>
    <message>
        <source>one of two sensors</source>
        <translation>双探测只有一个报</translation>
    </message>
    <message>
        <source>keeps repeating</source>
        <translation>反复报警</translation>
    </message>
    <message>
        <source>standing since %1</source>
        <translation>自 %1 一直未消除</translation>
    </message>
    <message>
        <source>It has become more urgent: acknowledge it once more</source>
        <translation>级别升高了：请再确认一次</translation>
    </message>
    <message>
        <source>Standing since %1: have it repaired</source>
        <translation>自 %1 一直未消除，请报修</translation>
    </message>
    <message>
        <source>called a nuisance</source>
        <translation>已记为干扰报警</translation>
    </message>
    <message>
        <source>Not answered since %1: %2</source>
        <translation>从 %1 起无人处理：%2</translation>
    </message>
    <message>
        <source>One of two sensors so far: a warning, not yet the alarm</source>
        <translation>目前只有一个探测器动作：先是预警，还不算报警</translation>
    </message>
    <message>
        <source>This point keeps repeating; it sounds once. Put it aside if it is a fault</source>
        <translation>此点反复报警，只响一次。如是故障可先搁置</translation>
    </message>
    <message>
        <source>Also acknowledged, later, by %1</source>
        <translation>随后也确认的：%1</translation>
    </message>
</context>
<context>
    <name>Audit</name>
    <message>
        <source>%1: refused</source>
        <translation>%1：被拒绝</translation>
    </message>
    <message>
        <source>%1: failed</source>
        <translation>%1：失败</translation>
    </message>
    <message>
        <source>record %1</source>
        <translation>记录 %1</translation>
    </message>
    <message>
        <source>before: %1</source>
        <translation>之前：%1</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>second person</source>
        <translation>第二人</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>entries made</source>
        <translation>生成的记录</translation>
    </message>
    <message>
        <source>role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>zones</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>on duty</source>
        <translation>当班</translation>
    </message>
    <message>
        <source>who</source>
        <translation>谁</translation>
    </message>
    <message>
        <source>what</source>
        <translation>什么事</translation>
    </message>
    <message>
        <source>from</source>
        <translation>从</translation>
    </message>
    <message>
        <source>until</source>
        <translation>到</translation>
    </message>
    <message>
        <source>tries</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>how many</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>recording of</source>
        <translation>录像时间</translation>
    </message>
    <message>
        <source>recording shown</source>
        <translation>看过的录像</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Sign in: held off after wrong passwords</source>
        <translation>登录：密码多次错误，暂停</translation>
    </message>
    <message>
        <source>Account made</source>
        <translation>新建账号</translation>
    </message>
    <message>
        <source>Password replaced</source>
        <translation>更换密码</translation>
    </message>
    <message>
        <source>Role or zones changed</source>
        <translation>更改角色或区域</translation>
    </message>
    <message>
        <source>Account switched off</source>
        <translation>停用账号</translation>
    </message>
    <message>
        <source>Account switched on</source>
        <translation>启用账号</translation>
    </message>
    <message>
        <source>Other station&apos;s accounts trusted</source>
        <translation>信任其他岗位的账号</translation>
    </message>
    <message>
        <source>Accounts begun anew</source>
        <translation>账号重新建立</translation>
    </message>
    <message>
        <source>Private areas of a recording: what was shown</source>
        <translation>录像的隐私区域：看过哪一段</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Evidence package made</source>
        <translation>生成证据包</translation>
    </message>
    <message>
        <source>Request for footage entered</source>
        <translation>登记了录像调阅申请</translation>
    </message>
    <message>
        <source>Footage handed out</source>
        <translation>交付了录像</translation>
    </message>
    <message>
        <source>Entry of the register voided</source>
        <translation>作废了一条调阅登记</translation>
    </message>
    <message>
        <source>Names of people deleted after their time</source>
        <translation>到期删除人员姓名</translation>
    </message>
    <message>
        <source>Shift handed over</source>
        <translation>交班</translation>
    </message>
    <message>
        <source>Handover signed</source>
        <translation>签字交班</translation>
    </message>
    <message>
        <source>Device or program: wrong password</source>
        <translation>设备或程序：密码错误</translation>
    </message>
    <message>
        <source>Device: another&apos;s topic refused</source>
        <translation>设备：冒用他人主题，被拒绝</translation>
    </message>
    <message>
        <source>Device: wanted to listen to others, refused</source>
        <translation>设备：想收听其他设备，被拒绝</translation>
    </message>
    <message>
        <source>Device: retained command refused</source>
        <translation>设备：保留的命令被拒绝</translation>
    </message>
    <message>
        <source>Device: broken connection talk</source>
        <translation>设备：通信不合规</translation>
    </message>
    <message>
        <source>Device: too fast, slowed down</source>
        <translation>设备：发送太快，已放慢</translation>
    </message>
    <message>
        <source>Device: too many connections</source>
        <translation>设备：连接过多</translation>
    </message>
</context>
<context>
    <name>AuditView</name>
    <message>
        <source>Anybody</source>
        <translation>任何人</translation>
    </message>
    <message>
        <source>Anything</source>
        <translation>任何事</translation>
    </message>
    <message>
        <source>Nothing of that kind in this time.</source>
        <translation>这段时间没有这类记录。</translation>
    </message>
    <message>
        <source>Entries: %1</source>
        <translation>共 %1 条</translation>
    </message>
    <message>
        <source>For those who may read it. Each look is an entry of the log itself.</source>
        <translation>有权限的人可以查看。每次查看本身也会记录。</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>谁</translation>
    </message>
    <message>
        <source>What</source>
        <translation>什么事</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Older entries</source>
        <translation>更早的记录</translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation>审计日志</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
</context>
<context>
    <name>CameraTree</name>
    <message>
        <source>Live</source>
        <extracomment>Colour and shape of a state; None is grey. Two that share a shape differ in word and in being hollow. States that want somebody.</extracomment>
        <translation>正常</translation>
    </message>
    <message>
        <source>Old picture</source>
        <translation>画面已旧</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>无画面</translation>
    </message>
    <message>
        <source>Password refused</source>
        <translation>密码不对</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Not on</source>
        <translation>未启用</translation>
    </message>
    <message>
        <source>%1 of %2 in trouble</source>
        <translation>%1/%2 异常</translation>
    </message>
    <message>
        <source>ALARM</source>
        <translation>报警</translation>
    </message>
    <message>
        <source>Without a zone</source>
        <translation>未分区</translation>
    </message>
    <message>
        <source>Find a camera: name, number, zone</source>
        <translation>查找：名称、编号、区域、拼音首字母</translation>
    </message>
    <message>
        <source>Find a camera</source>
        <translation>查找摄像机</translation>
    </message>
    <message>
        <source>Cameras by zone</source>
        <translation>按区域列出的摄像机</translation>
    </message>
    <message>
        <source>No camera with this name, number or zone</source>
        <translation>没有这个名称、编号或区域的摄像机</translation>
    </message>
</context>
<context>
    <name>CamerasPanel</name>
    <message>
        <source>Cameras, layouts, tours and monitors</source>
        <translation>摄像机、布局、轮巡和屏幕</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Layouts</source>
        <translation>布局</translation>
    </message>
    <message>
        <source>Tours</source>
        <translation>轮巡</translation>
    </message>
    <message>
        <source>Monitors</source>
        <translation>显示器</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>平面图</translation>
    </message>
</context>
<context>
    <name>CardActions</name>
    <message>
        <source>Acknowledge  F5</source>
        <translation>确认  F5</translation>
    </message>
    <message>
        <source>Call help  F9</source>
        <translation>呼叫支援  F9</translation>
    </message>
    <message>
        <source>Send somebody  Ctrl+D</source>
        <translation>派人  Ctrl+D</translation>
    </message>
    <message>
        <source>Reset detector</source>
        <translation>复位探测器</translation>
    </message>
    <message>
        <source>Close incident</source>
        <translation>结案</translation>
    </message>
    <message>
        <source>Close all the same</source>
        <translation>仍要结案</translation>
    </message>
    <message>
        <source>Note, then Enter</source>
        <translation>备注，回车保存</translation>
    </message>
    <message>
        <source>Who goes?</source>
        <extracomment>How far the buttons give way: not at all; only the ending that is the next step is offered; they are lower too; those of sending and calling help are gone, whose keys work all the same. What is asked while the board of those who can be sent is open.</extracomment>
        <translation>派谁去？</translation>
    </message>
    <message>
        <source>Who goes to %1?</source>
        <translation>派谁去%1？</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>CardChoice</name>
    <message>
        <source>Digit: choose · 0: another place · Esc: done</source>
        <extracomment>Digits there are. Has the keyboard afterwards, where what had it before is gone.</extracomment>
        <translation>按数字选择 · 0 换地点 · Esc 结束</translation>
    </message>
    <message>
        <source>Digit: choose · Enter: leave open</source>
        <translation>按数字选择 · 回车：不填</translation>
    </message>
</context>
<context>
    <name>CardHand</name>
    <message>
        <source>CHANGED from %1 to %2. Ctrl+Z takes it back.</source>
        <extracomment>The same digit again within so many seconds is one press: nobody arrives in the moment in which he is sent. Nothing is done by the key of the next step that has not stood on the card for so long, so that a key pressed twice does one thing; a number to call has to be seen for longer.</extracomment>
        <translation>判定已更改：%1 → %2。按 Ctrl+Z 撤回。</translation>
    </message>
    <message>
        <source>Help is called: %1. Ctrl+Z takes it back.</source>
        <translation>已呼叫支援：%1。按 Ctrl+Z 撤回。</translation>
    </message>
    <message>
        <source>%1 at station %2 calls for help: %3, %4</source>
        <translation>%2 值守台的 %1 呼叫支援：%3，%4</translation>
    </message>
    <message>
        <source>Read the next step first, then F12: %1</source>
        <translation>先看清下一步，再按 F12：%1</translation>
    </message>
    <message>
        <source>This key does nothing here. F12 does the next step.</source>
        <translation>现在不需要这个键。下一步按 F12。</translation>
    </message>
    <message>
        <source>Noted as called: %1.</source>
        <translation>已登记打过：%1。</translation>
    </message>
    <message>
        <source>Nobody is there yet: Ctrl+D notes who has arrived; %1 does it all the same.</source>
        <translation>还没有人到场：Ctrl+D 登记到场；仍要办按 %1。</translation>
    </message>
    <message>
        <source>Dial %1 now. Once it was called: %2</source>
        <translation>现在拨打 %1。打完后按 %2</translation>
    </message>
    <message>
        <source>To note %1 as called: %2</source>
        <translation>就当已打过 %1：按 %2</translation>
    </message>
    <message>
        <source>Taken back: %1. The record keeps both.</source>
        <translation>已撤回：%1。两条记录都保留。</translation>
    </message>
    <message>
        <source>Note kept.</source>
        <translation>备注已保存。</translation>
    </message>
    <message>
        <source>Still out: %1. Ctrl+D notes them as free; %2 closes all the same.</source>
        <translation>还有人在外：%1。按 Ctrl+D 登记归队；仍要结案按 %2。</translation>
    </message>
    <message>
        <source>Closed: %1</source>
        <translation>已结束：%1</translation>
    </message>
</context>
<context>
    <name>CardNotice</name>
    <message>
        <source>This alarm has only just come up: look first, then press again.</source>
        <extracomment>So many points are named after several were acknowledged at once.</extracomment>
        <translation>这条报警刚刚显示：先看清楚，再按一次。</translation>
    </message>
    <message>
        <source>Back to: %1</source>
        <translation>回到：%1</translation>
    </message>
    <message>
        <source>Now on the wall: %1.</source>
        <translation>现在显示：%1。</translation>
    </message>
    <message>
        <source>%1 is not finished: F5 goes back to it.</source>
        <translation>%1 还没处理完：按 F5 回去。</translation>
    </message>
    <message>
        <source>Not on the card: choose it in the list, Shift+F5; or all of its zone, Ctrl+F5.</source>
        <translation>不在报警卡上：在列表里选中后按 Shift+F5；本区全部按 Ctrl+F5。</translation>
    </message>
    <message>
        <source>All alarms are acknowledged.</source>
        <translation>报警都已确认。</translation>
    </message>
    <message>
        <source>Nothing to acknowledge here.</source>
        <translation>这里没有要确认的报警。</translation>
    </message>
    <message>
        <source>%1 acknowledged.</source>
        <translation>已确认 %1 条。</translation>
    </message>
    <message>
        <source>%1 acknowledged: %2.</source>
        <translation>已确认 %1 条：%2。</translation>
    </message>
    <message>
        <source>%1 left out: critical and high alarms are answered one by one (F5).</source>
        <translation>%1 条除外：紧急和严重报警要逐条确认（F5）。</translation>
    </message>
</context>
<context>
    <name>CardTrendView</name>
    <message>
        <source>In the last %1: lowest %2, highest %3, now %4</source>
        <extracomment>How far back it reaches, seconds.</extracomment>
        <translation>最近 %1：最低 %2，最高 %3，现在 %4</translation>
    </message>
</context>
<context>
    <name>CaseBeside</name>
    <message>
        <source>The incident could not be opened: %1</source>
        <translation>事件未能登记：%1</translation>
    </message>
</context>
<context>
    <name>CaseContent</name>
    <message>
        <source>No zone</source>
        <translation>未选防区</translation>
    </message>
    <message>
        <source>Person concerned</source>
        <translation>当事人</translation>
    </message>
    <message>
        <source>Caller</source>
        <translation>报案人</translation>
    </message>
    <message>
        <source>Witness</source>
        <translation>目击者</translation>
    </message>
    <message>
        <source>Injured person</source>
        <translation>伤者</translation>
    </message>
    <message>
        <source>Suspect</source>
        <translation>可疑人员</translation>
    </message>
    <message>
        <source>Police, fire brigade, ambulance</source>
        <translation>警察、消防、急救</translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>工作人员</translation>
    </message>
    <message>
        <source>(name deleted, or not here yet)</source>
        <translation>（姓名已删除，或还没有传到本岗）</translation>
    </message>
    <message>
        <source>(sealed at station %1: this station has no key for it)</source>
        <translation>（姓名由岗位 %1 加密，本岗没有它的密钥）</translation>
    </message>
</context>
<context>
    <name>CaseDesk</name>
    <message>
        <source>This picture does not lie at this station.</source>
        <translation>这张图片不在本值守台。</translation>
    </message>
</context>
<context>
    <name>CaseHistory</name>
    <message>
        <source>Footage of station %name% cannot be had now</source>
        <translation>值守台 %name% 的录像现在取不到</translation>
    </message>
    <message>
        <source>Footage of station %name% cannot be had: away since %time%</source>
        <translation>值守台 %name% 的录像取不到：从 %time% 起联系不上</translation>
    </message>
</context>
<context>
    <name>CasePanel</name>
    <message>
        <source>No incident chosen</source>
        <translation>未选择事件</translation>
    </message>
    <message>
        <source>New incident</source>
        <translation>新事件（未编号）</translation>
    </message>
    <message>
        <source>Not kept yet: Enter keeps it and gives it a number. F2 puts it away.</source>
        <translation>还没有保存：按回车保存并编号，按 F2 收起。</translation>
    </message>
    <message>
        <source>opened by %1</source>
        <translation>由%1登记</translation>
    </message>
    <message>
        <source>Drill</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>事件内容</translation>
    </message>
    <message>
        <source>Put away  F2</source>
        <translation>收起 F2</translation>
    </message>
    <message>
        <source>Keep and number it  Enter</source>
        <translation>保存并编号  回车</translation>
    </message>
    <message>
        <source>Keep and number it  F2, then Enter</source>
        <translation>保存并编号  先按 F2 再按回车</translation>
    </message>
    <message>
        <source>Not kept yet. The keyboard is elsewhere: F2 comes back here, then Enter keeps it.</source>
        <translation>还没有保存，现在按键不在这里：先按 F2 回来，再按回车保存。</translation>
    </message>
    <message>
        <source>What happened, in a few words</source>
        <translation>发生了什么，简单几个字</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>防区</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Cameras on screen then</source>
        <translation>当时屏幕上的摄像机</translation>
    </message>
    <message>
        <source>Steps (* has to be done)</source>
        <translation>处置步骤（带 * 必须完成）</translation>
    </message>
</context>
<context>
    <name>ClipPlayer</name>
    <message>
        <source>There is no recording of this incident</source>
        <translation>这个事件没有录像</translation>
    </message>
</context>
<context>
    <name>CountRow</name>
    <message>
        <source>counted</source>
        <translation>已清点</translation>
    </message>
    <message>
        <source>not counted yet</source>
        <translation>未清点</translation>
    </message>
    <message>
        <source>%1: %2 of %3, %4</source>
        <translation>%1：应有 %3，现有 %2，%4</translation>
    </message>
    <message>
        <source>why, and where it is</source>
        <translation>原因，在哪里</translation>
    </message>
    <message>
        <source>Why the count is off</source>
        <translation>数量不符的原因</translation>
    </message>
    <message>
        <source>One fewer</source>
        <translation>减一</translation>
    </message>
    <message>
        <source>One more</source>
        <translation>加一</translation>
    </message>
</context>
<context>
    <name>DemoPanel</name>
    <message>
        <source>Perimeter</source>
        <translation>周界</translation>
    </message>
    <message>
        <source>Intruder climbs, east 3</source>
        <translation>东围栏 3 区有人翻越</translation>
    </message>
    <message>
        <source>Cut fence, east 1</source>
        <translation>剪断围栏，东 1 区</translation>
    </message>
    <message>
        <source>Cut fence, east 2</source>
        <translation>剪断围栏，东 2 区</translation>
    </message>
    <message>
        <source>Cut fence, east 3</source>
        <translation>剪断围栏，东 3 区</translation>
    </message>
    <message>
        <source>Cut fence, west 1</source>
        <translation>剪断围栏，西 1 区</translation>
    </message>
    <message>
        <source>Open controller&apos;s case</source>
        <translation>打开主机外壳</translation>
    </message>
    <message>
        <source>Fence controller drops off</source>
        <translation>周界主机掉线</translation>
    </message>
    <message>
        <source>Fire and gas</source>
        <translation>消防与燃气</translation>
    </message>
    <message>
        <source>Bin burns in the lobby</source>
        <translation>大堂垃圾桶起火</translation>
    </message>
    <message>
        <source>Smoke in the lobby</source>
        <translation>大堂烟雾</translation>
    </message>
    <message>
        <source>Second smoke detector</source>
        <translation>第二个感烟探测器</translation>
    </message>
    <message>
        <source>Press manual call point</source>
        <translation>按下手动报警按钮</translation>
    </message>
    <message>
        <source>Smoke in the garage</source>
        <translation>车库烟雾</translation>
    </message>
    <message>
        <source>Gas, low</source>
        <translation>燃气，低浓度</translation>
    </message>
    <message>
        <source>Gas, high</source>
        <translation>燃气，高浓度</translation>
    </message>
    <message>
        <source>People and doors</source>
        <translation>住户与门禁</translation>
    </message>
    <message>
        <source>Press help button</source>
        <translation>按下求助按钮</translation>
    </message>
    <message>
        <source>Force a door</source>
        <translation>强行开门</translation>
    </message>
    <message>
        <source>Hold a door open</source>
        <translation>门长时间未关</translation>
    </message>
    <message>
        <source>Gates</source>
        <translation>道闸</translation>
    </message>
    <message>
        <source>Visitor&apos;s car at the gate</source>
        <translation>访客车辆到达</translation>
    </message>
    <message>
        <source>Resident drives in</source>
        <translation>业主车辆进入</translation>
    </message>
    <message>
        <source>Car drives out</source>
        <translation>车辆驶出</translation>
    </message>
    <message>
        <source>Barrier sticks</source>
        <translation>道闸卡住</translation>
    </message>
    <message>
        <source>Equipment</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Pump room gets hot</source>
        <translation>泵房升温</translation>
    </message>
    <message>
        <source>Water pressure falls</source>
        <translation>供水压力下降</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>All back to normal</source>
        <translation>全部恢复正常</translation>
    </message>
    <message>
        <source>Demo: make something happen</source>
        <translation>演示：触发事件</translation>
    </message>
    <message>
        <source>Cut off</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>Stall</source>
        <translation>卡顿</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>en</source>
        <translation>zh_CN</translation>
    </message>
    <message>
        <source>Done: {what}</source>
        <translation>已执行：{what}</translation>
    </message>
</context>
<context>
    <name>DrillBar</name>
    <message>
        <source>Seen  %1</source>
        <translation>知道了  %1</translation>
    </message>
    <message>
        <source>Stop the drill  %1</source>
        <translation>停止演练  %1</translation>
    </message>
</context>
<context>
    <name>DrillPanel</name>
    <message>
        <source>Scenarios</source>
        <translation>演练方案</translation>
    </message>
    <message>
        <source>What will happen:</source>
        <extracomment>So many scenarios are seen at once. In place of a colour alone: each mark is a sign and a word.</extracomment>
        <translation>演练内容：</translation>
    </message>
    <message>
        <source>Enter again starts it: %1</source>
        <translation>再按回车就开始：%1</translation>
    </message>
    <message>
        <source>Start the drill  Enter twice</source>
        <translation>开始演练  按两次回车</translation>
    </message>
    <message>
        <source>Choose with the arrows, Enter goes on. A drill is marked everywhere, and a real alarm ends it.</source>
        <translation>用方向键选择，回车继续。演练处处有标记，一有真实报警立即中止。</translation>
    </message>
    <message>
        <source>Stop the drill  %1</source>
        <translation>停止演练  %1</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Save the sheet for printing</source>
        <translation>保存打印页</translation>
    </message>
    <message>
        <source>Earlier drills</source>
        <translation>以往演练</translation>
    </message>
</context>
<context>
    <name>Duty</name>
    <message>
        <source>Remarks</source>
        <translation>留言</translation>
    </message>
    <message>
        <source>Signed</source>
        <translation>签字</translation>
    </message>
    <message>
        <source>Came while the handover was being signed: %1</source>
        <translation>交班签字期间新增：%1</translation>
    </message>
    <message>
        <source>Went off duty</source>
        <translation>交班人</translation>
    </message>
    <message>
        <source>Came on duty</source>
        <translation>接班人</translation>
    </message>
    <message>
        <source>in time</source>
        <translation>及时</translation>
    </message>
    <message>
        <source>late</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>not done</source>
        <translation>未做</translation>
    </message>
    <message>
        <source>not due yet</source>
        <translation>未到时间</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>清点</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>记事</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>巡查</translation>
    </message>
    <message>
        <source>Visitor</source>
        <translation>来访</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>Lent, returned</source>
        <translation>借还物品</translation>
    </message>
    <message>
        <source>Nothing to report</source>
        <translation>一切正常</translation>
    </message>
    <message>
        <source>Put right</source>
        <translation>更正</translation>
    </message>
    <message>
        <source>Handover</source>
        <translation>交接班</translation>
    </message>
    <message>
        <source>Not written in time</source>
        <translation>未按时填写</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Open alarms</source>
        <translation>未处理完的报警</translation>
    </message>
    <message>
        <source>Open incidents</source>
        <translation>未结案的事件</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>搁置和停用</translation>
    </message>
    <message>
        <source>Faults</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>nobody took notice</source>
        <translation>无人确认</translation>
    </message>
    <message>
        <source>acknowledged</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>shelved</source>
        <translation>暂时搁置</translation>
    </message>
    <message>
        <source>out of service</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>disarmed by hand</source>
        <translation>人工撤防</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>到 %1</translation>
    </message>
    <message>
        <source>no end set</source>
        <translation>没有期限</translation>
    </message>
    <message>
        <source>after %1: %2 raises an alarm</source>
        <translation>%1 后：%2 报警</translation>
    </message>
    <message>
        <source>after %1: %2 is normal again</source>
        <translation>%1 后：%2 恢复正常</translation>
    </message>
    <message>
        <source>over after %1 at the latest</source>
        <translation>最多 %1 结束</translation>
    </message>
    <message>
        <source>This site has no such alarm point: %1.</source>
        <translation>本小区没有这个报警点：%1。</translation>
    </message>
    <message>
        <source>The scenario expects something of a point that it does not use: %1.</source>
        <translation>方案里要求的报警点没有用到：%1。</translation>
    </message>
    <message>
        <source>A drill is running already.</source>
        <translation>已有演练在进行。</translation>
    </message>
    <message>
        <source>A real alarm waits: answer it first.</source>
        <translation>有真实报警等待处理，请先处理。</translation>
    </message>
    <message>
        <source>There is no such scenario: %1.</source>
        <translation>没有这个演练方案：%1。</translation>
    </message>
    <message>
        <source>The file cannot be read: %1.</source>
        <translation>无法读取文件：%1。</translation>
    </message>
    <message>
        <source>The file is too large: %1.</source>
        <translation>文件太大：%1。</translation>
    </message>
    <message>
        <source>The scenario&apos;s file has a mistake (%1).</source>
        <translation>方案文件有错（%1）。</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>确认报警</translation>
    </message>
    <message>
        <source>Verdict: %1</source>
        <translation>判定：%1</translation>
    </message>
    <message>
        <source>Step: %1</source>
        <translation>步骤：%1</translation>
    </message>
    <message>
        <source>Write a note</source>
        <translation>写备注</translation>
    </message>
    <message>
        <source>Send somebody</source>
        <translation>派人</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Aborted: a real alarm came</source>
        <translation>中止：来了真实报警</translation>
    </message>
    <message>
        <source>Stopped by hand</source>
        <translation>人工停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>未成功</translation>
    </message>
    <message>
        <source>its messages were not taken</source>
        <translation>演练消息没有送达</translation>
    </message>
    <message>
        <source>no alarm came of it</source>
        <translation>没有产生报警</translation>
    </message>
    <message>
        <source>the program ended</source>
        <translation>程序已退出</translation>
    </message>
    <message>
        <source>%1 of 100</source>
        <translation>%1 分（满分 100）</translation>
    </message>
    <message>
        <source>not scored</source>
        <translation>不评分</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
</context>
<context>
    <name>DutyBar</name>
    <message>
        <source>Presence check: press the key</source>
        <extracomment>Presses the banner&apos;s button from anywhere in the window: stops the drill that runs, puts aside one that ended.</extracomment>
        <translation>查岗：请按键应答</translation>
    </message>
    <message>
        <source>Presence check missed, an alarm stands: press the key</source>
        <translation>查岗未应答，已报警：请按键应答</translation>
    </message>
    <message>
        <source>Nothing in the duty log for a while: is all quiet?</source>
        <translation>值班日志很久没有填写：一切正常吗？</translation>
    </message>
    <message>
        <source>The duty log was not written, an alarm stands: is all quiet?</source>
        <translation>值班日志没有填写，已报警：一切正常吗？</translation>
    </message>
    <message>
        <source>I am here  %1</source>
        <translation>我在岗  %1</translation>
    </message>
    <message>
        <source>Write  %1</source>
        <translation>填写  %1</translation>
    </message>
    <message>
        <source>a few words, or only Enter: nothing to report</source>
        <translation>写几个字；直接按回车：一切正常</translation>
    </message>
    <message>
        <source>Entry for the duty log</source>
        <translation>值班日志内容</translation>
    </message>
</context>
<context>
    <name>DutyController</name>
    <message>
        <source>%1 has taken over the shift.</source>
        <extracomment>The drill whose end was read and put aside.</extracomment>
        <translation>%1 已接班。</translation>
    </message>
    <message>
        <source>%1 has signed at %2.</source>
        <translation>%1 已于 %2 签字。</translation>
    </message>
    <message>
        <source>Sign in first: Ctrl+G.</source>
        <translation>请先登录：Ctrl+G。</translation>
    </message>
    <message>
        <source>Count with + and -, Enter goes on.</source>
        <translation>用 + 和 - 清点，回车到下一项。</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>已保存：%1</translation>
    </message>
</context>
<context>
    <name>DutyLogView</name>
    <message>
        <source>(put right later) </source>
        <extracomment>Codes of what guards write themselves, in the order of the choice.</extracomment>
        <translation>（后有更正）</translation>
    </message>
    <message>
        <source>Puts right the entry of %1: %2</source>
        <translation>更正 %1 的记录：%2</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>记事</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>巡查</translation>
    </message>
    <message>
        <source>Visitor</source>
        <translation>来访</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>Lent, returned</source>
        <translation>借还物品</translation>
    </message>
    <message>
        <source>Kind of entry</source>
        <translation>记录类别</translation>
    </message>
    <message>
        <source>Entries stay as they are; a mistake is put right by a further entry.</source>
        <translation>记录写下后不能改；写错了另写一条更正。</translation>
    </message>
    <message>
        <source>Entry for the duty log</source>
        <translation>值班日志内容</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>Write  Enter</source>
        <translation>写入  回车</translation>
    </message>
    <message>
        <source>Put the chosen entry right</source>
        <translation>更正选中的记录</translation>
    </message>
    <message>
        <source>Duty log</source>
        <translation>值班日志</translation>
    </message>
</context>
<context>
    <name>DutyPanel</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Handover</source>
        <translation>交接班</translation>
    </message>
    <message>
        <source>Drill</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>Close  Esc</source>
        <translation>关闭  Esc</translation>
    </message>
</context>
<context>
    <name>EndPart</name>
    <message>
        <source>Reviewed by %1 on %2: %3</source>
        <translation>%1 于 %2 复核：%3</translation>
    </message>
    <message>
        <source>What it was</source>
        <translation>定性</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Remark of the supervisor</source>
        <translation>主管复核意见</translation>
    </message>
    <message>
        <source>Still out: %1. On the alarm card, Ctrl+D notes them as free.</source>
        <translation>尚未返回：%1。在报警卡上按 Ctrl+D 登记返回。</translation>
    </message>
    <message>
        <source>Close the incident</source>
        <translation>结案</translation>
    </message>
    <message>
        <source>Close all the same</source>
        <translation>仍然关闭</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Mark as reviewed</source>
        <translation>标记已复核</translation>
    </message>
</context>
<context>
    <name>EvidenceForm</name>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Unit or address</source>
        <translation>单位或住址</translation>
    </message>
    <message>
        <source>Document number</source>
        <translation>文书编号</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation>批准人</translation>
    </message>
    <message>
        <source>New entry</source>
        <translation>新登记</translation>
    </message>
    <message>
        <source>Fingerprint for the paper:</source>
        <translation>写在纸上的签名指纹：</translation>
    </message>
    <message>
        <source>Private areas are blackened in copies; the originals of these cameras stay here: %1.</source>
        <translation>以下摄像机有隐私区域，只交付涂黑的副本，原始录像留在本站：%1。</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>调阅登记</translation>
    </message>
    <message>
        <source>Who asks</source>
        <translation>申请方</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>存放位置</translation>
    </message>
    <message>
        <source>As</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>One ZIP file</source>
        <translation>一个 ZIP 文件</translation>
    </message>
    <message>
        <source>A folder</source>
        <translation>一个文件夹</translation>
    </message>
    <message>
        <source>Add copies with a watermark: station, who, when, why</source>
        <translation>另附带水印的副本：值守台、经手人、时间、事由</translation>
    </message>
    <message>
        <source>Hand out these originals too (needs a right and a reason)</source>
        <translation>这些原件也一并提供（需有权限并写明理由）</translation>
    </message>
    <message>
        <source>Hand out footage</source>
        <translation>调取录像</translation>
    </message>
    <message>
        <source>A second person approves this export and signs for it here.</source>
        <translation>本次导出须另一人批准，并在此签字。</translation>
    </message>
    <message>
        <source>Hand out</source>
        <translation>导出交付</translation>
    </message>
    <message>
        <source>Enter only</source>
        <translation>只登记</translation>
    </message>
    <message>
        <source>Stop  Esc</source>
        <translation>停止  Esc</translation>
    </message>
    <message>
        <source>Sheet to print (PDF)</source>
        <translation>生成登记单（PDF，供打印）</translation>
    </message>
</context>
<context>
    <name>EvidencePage</name>
    <message>
        <source>Hand out</source>
        <translation>导出交付</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>调阅登记</translation>
    </message>
    <message>
        <source>Footage handed out</source>
        <translation>录像调阅</translation>
    </message>
    <message>
        <source>Hand out incident %1</source>
        <translation>导出事件 %1</translation>
    </message>
    <message>
        <source>Recordings and snapshots of its cameras, alarms, actions, vehicles, clocks, plan.</source>
        <translation>包括相关摄像机的录像和抓拍、报警、处置记录、车辆通行、时钟偏差和平面图。</translation>
    </message>
    <message>
        <source>Hand out recordings</source>
        <translation>导出录像</translation>
    </message>
    <message>
        <source>Nothing chosen to hand out</source>
        <translation>还没有选择要导出的内容</translation>
    </message>
    <message>
        <source>Open an incident, or choose a time, and press Ctrl+E.</source>
        <translation>请先打开一个事件，或在回放中选择一段时间，再按 Ctrl+E。</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>%1 (%2, %3 GB free)</source>
        <translation>%1（%2，剩余 %3 GB）</translation>
    </message>
    <message>
        <source>Evidence is in %1</source>
        <translation>证据包在 %1</translation>
    </message>
    <message>
        <source>Entered as %1.</source>
        <translation>已登记，编号 %1。</translation>
    </message>
    <message>
        <source>To print: %1</source>
        <translation>打印用文件：%1</translation>
    </message>
    <message>
        <source>Not in it, since there is no recording (the report in the package says so):</source>
        <extracomment>Lines told; the report in the package names all.</extracomment>
        <translation>证据包里缺少的录像（没有录到，包内报告已注明）：</translation>
    </message>
    <message>
        <source>and %1 more times; the report in the package names them</source>
        <translation>另有 %1 段，包内报告都已列出</translation>
    </message>
</context>
<context>
    <name>GatePanel</name>
    <message>
        <source>Last plate</source>
        <extracomment>Pixels at 100 % in which a gate&apos;s name can be read.</extracomment>
        <translation>最近车牌</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>开闸：%1</translation>
    </message>
</context>
<context>
    <name>GateStrip</name>
    <message>
        <source>open</source>
        <translation>开启</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>moving</source>
        <translation>正在动作</translation>
    </message>
    <message>
        <source>stuck: send someone</source>
        <translation>卡住：派人查看</translation>
    </message>
    <message>
        <source>position not known</source>
        <translation>位置不明</translation>
    </message>
    <message>
        <source>by hand only</source>
        <translation>仅手动</translation>
    </message>
    <message>
        <source>held open</source>
        <translation>常开</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>silent since %1 (was %2)</source>
        <translation>%1 起无信号（此前%2）</translation>
    </message>
    <message>
        <source>no car yet</source>
        <translation>暂无过车</translation>
    </message>
    <message>
        <source>in</source>
        <translation>进</translation>
    </message>
    <message>
        <source>out</source>
        <translation>出</translation>
    </message>
    <message>
        <source>waiting since %1</source>
        <translation>%1 起等候</translation>
    </message>
    <message>
        <source>went away</source>
        <translation>已离开</translation>
    </message>
    <message>
        <source>plate unsure</source>
        <translation>车牌不确定</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>正在等候</translation>
    </message>
    <message>
        <source>Opening …</source>
        <translation>正在开闸…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>开闸</translation>
    </message>
    <message>
        <source>refused: %1</source>
        <translation>未执行：%1</translation>
    </message>
    <message>
        <source>refused by the gate</source>
        <translation>道闸拒绝执行</translation>
    </message>
    <message>
        <source>waiting for the gate</source>
        <translation>等待道闸回应</translation>
    </message>
    <message>
        <source>gate accepted</source>
        <translation>道闸已执行</translation>
    </message>
    <message>
        <source>no answer, not opened</source>
        <translation>无回应，未开闸</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>fault</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>忙</translation>
    </message>
    <message>
        <source>something in the way</source>
        <translation>有障碍物</translation>
    </message>
</context>
<context>
    <name>HandoverPanel</name>
    <message>
        <source>What the next shift has to know</source>
        <translation>下一班须知</translation>
    </message>
    <message>
        <source>Remarks for the next shift</source>
        <translation>给下一班的话</translation>
    </message>
    <message>
        <source>nothing more: Enter</source>
        <translation>没有就按回车</translation>
    </message>
    <message>
        <source>Goes off duty: %1</source>
        <translation>交班人：%1</translation>
    </message>
    <message>
        <source>Nobody is on duty.</source>
        <translation>无人值班。</translation>
    </message>
    <message>
        <source>password of the one who goes</source>
        <translation>交班人的密码</translation>
    </message>
    <message>
        <source>Password of %1, who goes off</source>
        <translation>交班人 %1 的密码</translation>
    </message>
    <message>
        <source>Sign and hand over  Enter</source>
        <translation>签字交班  回车</translation>
    </message>
    <message>
        <source>Comes on duty: name and password</source>
        <translation>接班人：姓名和密码</translation>
    </message>
    <message>
        <source>Comes on duty: %1</source>
        <translation>接班人：%1</translation>
    </message>
    <message>
        <source>Name of the one who comes on</source>
        <translation>接班人的登录名</translation>
    </message>
    <message>
        <source>password of the one who comes</source>
        <translation>接班人的密码</translation>
    </message>
    <message>
        <source>Password of the one who comes on</source>
        <translation>接班人的密码</translation>
    </message>
    <message>
        <source>Sign and take over  Enter</source>
        <translation>签字接班  回车</translation>
    </message>
    <message>
        <source>Save the sheet for printing</source>
        <translation>保存打印页</translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message>
        <source>Cameras</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Detection</source>
        <translation>目标检测</translation>
    </message>
    <message>
        <source>Fire by picture</source>
        <translation>从画面看火情</translation>
    </message>
    <message>
        <source>Detections kept</source>
        <translation>识别记录</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Shared database</source>
        <translation>共享数据库</translation>
    </message>
    <message>
        <source>Records waiting</source>
        <translation>待上传记录</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>报警</translation>
    </message>
    <message>
        <source>Other stations</source>
        <translation>其他岗位</translation>
    </message>
    <message>
        <source>Device messages</source>
        <translation>设备消息</translation>
    </message>
    <message>
        <source>Station record</source>
        <translation>本站记录</translation>
    </message>
    <message>
        <source>Video processes</source>
        <translation>视频进程</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>运行负荷</translation>
    </message>
    <message>
        <source>Alarm points</source>
        <translation>报警点</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>Site document</source>
        <translation>站点文件</translation>
    </message>
    <message>
        <source>Refused messages</source>
        <translation>被拒绝的消息</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Cameras that turn</source>
        <translation>云台摄像机</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>录像</translation>
    </message>
    <message>
        <source>Footage elsewhere</source>
        <translation>别处的录像</translation>
    </message>
    <message>
        <source>Private areas</source>
        <translation>隐私区域</translation>
    </message>
    <message>
        <source>waiting for you</source>
        <translation>等您处理</translation>
    </message>
    <message>
        <source>%live% of %cameras% live</source>
        <translation>%live%/%cameras% 路有画面</translation>
    </message>
    <message>
        <source>%live% of %cameras% live; no picture: %missing%</source>
        <translation>%live%/%cameras% 路有画面；无画面：%missing%</translation>
    </message>
    <message>
        <source>Each is tried again by itself. Check power and network of those named.</source>
        <translation>程序会自动重试。请检查上述摄像机的电源和网络。</translation>
    </message>
    <message>
        <source>none in the site document</source>
        <translation>站点文件里没有</translation>
    </message>
    <message>
        <source>Add cameras to the site document.</source>
        <translation>请在站点文件中添加摄像机。</translation>
    </message>
    <message>
        <source>every picture is shown in time</source>
        <translation>画面全部及时显示</translation>
    </message>
    <message>
        <source>All comes back by itself. Close other programs.</source>
        <translation>会自动恢复。请关闭其他程序。</translation>
    </message>
    <message>
        <source>All comes back by itself. Close other programs, or show fewer pictures.</source>
        <translation>会自动恢复。请关闭其他程序，或减少画面数。</translation>
    </message>
    <message>
        <source>motion only, no model: %rate% pictures a second</source>
        <translation>仅移动侦测，没有模型：每秒 %rate% 幅</translation>
    </message>
    <message>
        <source>Add a detection model: watchroom models add PATH.</source>
        <translation>添加检测模型：watchroom models add PATH。</translation>
    </message>
    <message>
        <source>less than chosen (%cause%)</source>
        <translation>低于所选配置（%cause%）</translation>
    </message>
    <message>
        <source>See the site document, [detection].</source>
        <translation>请看站点文件的 [detection]。</translation>
    </message>
    <message>
        <source>Only motion is told meanwhile: what moves, not what it is.</source>
        <translation>在此期间只提示有东西在动，不说明是什么。</translation>
    </message>
    <message>
        <source>%model% on %device% (%engine%): each camera %each% times a second, %rate% pictures in all</source>
        <translation>%model%，运行在 %device%（%engine%）：每路摄像机每秒看 %each% 次，合计 %rate% 张画面</translation>
    </message>
    <message>
        <source>computer busy: some camera is looked at only %slowest% times a second (%device%)</source>
        <translation>电脑忙：有的摄像机每秒只看 %slowest% 次（%device%）</translation>
    </message>
    <message>
        <source>Alarm zones go first. Fewer cameras, a smaller model or a graphics card help.</source>
        <translation>有报警的区域优先。减少摄像机、换小一点的模型或加一块显卡都有帮助。</translation>
    </message>
    <message>
        <source>motion only: the model is not there</source>
        <translation>只看动静：找不到模型</translation>
    </message>
    <message>
        <source>motion only: the model cannot be read</source>
        <translation>只看动静：模型读不出来</translation>
    </message>
    <message>
        <source>motion only: the model is of a kind that cannot be run</source>
        <translation>只看动静：这种模型不能运行</translation>
    </message>
    <message>
        <source>motion only: the model is not the file that was added</source>
        <translation>只看动静：模型已不是当初添加的文件</translation>
    </message>
    <message>
        <source>motion only: the model knows nothing that is watched for</source>
        <translation>只看动静：模型不认识要看的任何东西</translation>
    </message>
    <message>
        <source>motion only: what runs this model is not installed</source>
        <translation>只看动静：没有安装运行此模型的程序</translation>
    </message>
    <message>
        <source>Install the AI pack, or add the model as OpenVINO or ONNX.</source>
        <translation>请安装 AI 包，或添加 OpenVINO、ONNX 格式的模型。</translation>
    </message>
    <message>
        <source>motion only: the inference server does not answer</source>
        <translation>只看动静：识别服务器没有应答</translation>
    </message>
    <message>
        <source>Check the server and its address in the site document; it is asked again by itself.</source>
        <translation>请检查服务器和站点文件里的地址；程序会自动再试。</translation>
    </message>
    <message>
        <source>the chosen device is not there: on %device%, %rate% pictures a second</source>
        <translation>选定的设备不在：改用 %device%，每秒 %rate% 张画面</translation>
    </message>
    <message>
        <source>motion only: the model failed again and again</source>
        <translation>只看动静：模型一再出错</translation>
    </message>
    <message>
        <source>motion only: the model brought detection down</source>
        <translation>只看动静：模型使识别程序中断</translation>
    </message>
    <message>
        <source>%model% on %device%; no pictures come from some camera</source>
        <translation>%model%，运行在 %device%；有的摄像机没有画面</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>watchroom models list says which there are: name one as [detection] model, or add it.</source>
        <translation>运行 watchroom models list 看有哪些模型：把其中一个写为 [detection] 的 model，或添加这个模型。</translation>
    </message>
    <message>
        <source>broke down and starts again, time %restarts%</source>
        <translation>已中断，正在第 %restarts% 次重新启动</translation>
    </message>
    <message>
        <source>The wall goes on. Detection comes back within seconds.</source>
        <translation>画面照常。识别几秒后恢复。</translation>
    </message>
    <message>
        <source>runs, but had to be started again %hourly% times in the last hour</source>
        <translation>在运行，但过去一小时中断后重新启动了 %hourly% 次</translation>
    </message>
    <message>
        <source>Each time it looks away for some seconds. Call the installer.</source>
        <translation>每次中断几秒内不看画面。请联系安装人员。</translation>
    </message>
    <message>
        <source>not running (%cause%)</source>
        <translation>未运行（%cause%）</translation>
    </message>
    <message>
        <source>The wall goes on. Call the installer.</source>
        <translation>电视墙照常工作。请联系安装人员。</translation>
    </message>
    <message>
        <source>switched off in the site document</source>
        <translation>已在站点文件中关闭</translation>
    </message>
    <message>
        <source>model %model%</source>
        <translation>模型 %model%</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>Detectors tell of fire as ever. A model of your own: watchroom models add PATH.</source>
        <translation>火灾探测器照常报警。可添加自己的模型：watchroom models add PATH。</translation>
    </message>
    <message>
        <source>the model %model% does not run</source>
        <translation>模型 %model% 没有运行</translation>
    </message>
    <message>
        <source>Detectors tell of fire as ever. Look with watchroom models list, and add it again.</source>
        <translation>火灾探测器照常报警。请用 watchroom models list 查看，再重新添加。</translation>
    </message>
    <message>
        <source>boxes and tracks are kept %days% days</source>
        <translation>方框和轨迹保留 %days% 天</translation>
    </message>
    <message>
        <source>Alarms go on. Check the disk.</source>
        <translation>报警照常。请检查磁盘。</translation>
    </message>
    <message>
        <source>Alarms go on. Free some room on the disk.</source>
        <translation>报警照常。请清理磁盘空间。</translation>
    </message>
    <message>
        <source>Add it again: watchroom models add PATH. Until then it is told what moves, not what it is.</source>
        <translation>请重新添加：watchroom models add PATH。在此之前只提示有东西在动，不说明是什么。</translation>
    </message>
    <message>
        <source>what detection sees is not kept for playback</source>
        <translation>识别到的内容没有保存，回放时看不到</translation>
    </message>
    <message>
        <source>%turning% of %cameras% can be turned</source>
        <translation>%cameras% 台中 %turning% 台可控制</translation>
    </message>
    <message>
        <source>%turning% of %cameras% can be turned; not: %missing%</source>
        <translation>%cameras% 台中 %turning% 台可控制；不能控制：%missing%</translation>
    </message>
    <message>
        <source>Their pictures go on. Check address and account of ONVIF in the site document.</source>
        <translation>画面不受影响。请检查站点文件中 ONVIF 的地址和账号。</translation>
    </message>
    <message>
        <source>Recording resumes by itself; live pictures go on.</source>
        <translation>恢复后会自动继续录像，实时画面不受影响。</translation>
    </message>
    <message>
        <source>%cameras% cameras recorded now</source>
        <translation>正在录 %cameras% 路</translation>
    </message>
    <message>
        <source>incidents only; nothing is recorded all day</source>
        <translation>只录警情，不做全天录像</translation>
    </message>
    <message>
        <source>See the site document, [recording].</source>
        <translation>见站点文件的 [recording]。</translation>
    </message>
    <message>
        <source>the disk for footage is gone</source>
        <translation>录像硬盘不见了</translation>
    </message>
    <message>
        <source>Connect it again, as it was.</source>
        <translation>请把原来的录像硬盘接回去。</translation>
    </message>
    <message>
        <source>the disk for footage may not be written</source>
        <translation>录像硬盘不让写入</translation>
    </message>
    <message>
        <source>Check the rights of the folder for footage.</source>
        <translation>请检查录像文件夹的权限。</translation>
    </message>
    <message>
        <source>the disk for footage is full</source>
        <translation>录像硬盘满了</translation>
    </message>
    <message>
        <source>Something else fills it, or everything on it is held: free space.</source>
        <translation>被别的文件占满，或录像全部被保留：请腾出空间。</translation>
    </message>
    <message>
        <source>the disk for footage is full, and holds keep all that is on it</source>
        <translation>录像硬盘满了，上面的都是保留的录像</translation>
    </message>
    <message>
        <source>End holds that are no longer needed (Ctrl+R), or add a disk.</source>
        <translation>解除不再需要的保留（Ctrl+R 回放页），或者加硬盘。</translation>
    </message>
    <message>
        <source>holds keep %held_gb% GB for which there is no room</source>
        <translation>保留的录像比给的空间多出 %held_gb% GB</translation>
    </message>
    <message>
        <source>End holds that are no longer needed (Ctrl+R), or give more room: [recording].</source>
        <translation>解除不再需要的保留（Ctrl+R 回放页），或者多给空间：[recording]。</translation>
    </message>
    <message>
        <source>%cameras% cameras recorded now; holds keep %held_gb% GB past their days</source>
        <translation>正在录 %cameras% 个摄像机；有 %held_gb% GB 过期录像因保留而没删</translation>
    </message>
    <message>
        <source>the disk for footage does not keep up</source>
        <translation>录像硬盘写得太慢</translation>
    </message>
    <message>
        <source>Close other programs that write to it, or use a faster disk.</source>
        <translation>请关闭其他在写这块硬盘的程序，或换更快的硬盘。</translation>
    </message>
    <message>
        <source>footage cannot be written</source>
        <translation>录像写不进去</translation>
    </message>
    <message>
        <source>Check the disk. Call the installer.</source>
        <translation>请检查硬盘，并联系安装人员。</translation>
    </message>
    <message>
        <source>footage is missing of: %missing%</source>
        <translation>缺少录像：%missing%</translation>
    </message>
    <message>
        <source>Check those cameras first, then the disk.</source>
        <translation>先检查这些摄像机，再检查硬盘。</translation>
    </message>
    <message>
        <source>room for %days% days; the law wants %legal%</source>
        <translation>只够存 %days% 天，法规要求 %legal% 天</translation>
    </message>
    <message>
        <source>Add a disk, give more room, or record less: site document, [recording].</source>
        <translation>请加硬盘、放宽容量或少录一些：见站点文件的 [recording]。</translation>
    </message>
    <message>
        <source>the disk does not answer</source>
        <translation>硬盘没有反应</translation>
    </message>
    <message>
        <source>Nothing is acknowledged until it does. Alarms that came before are on the list.</source>
        <translation>硬盘恢复前不会回复任何设备。之前到的报警都在列表里。</translation>
    </message>
    <message>
        <source>another program holds the file</source>
        <translation>文件被别的程序占用</translation>
    </message>
    <message>
        <source>Alarms wait and are not acknowledged. Close the other program, or restart this one.</source>
        <translation>报警在等待，没有回复设备。请关掉别的程序，或重启本程序。</translation>
    </message>
    <message>
        <source>may not be written</source>
        <translation>没有写入权限</translation>
    </message>
    <message>
        <source>Alarms wait and are not acknowledged. Call the installer.</source>
        <translation>报警在等待，没有回复设备。请找安装人员。</translation>
    </message>
    <message>
        <source>the file is damaged</source>
        <translation>文件损坏</translation>
    </message>
    <message>
        <source>Call the installer: watchroom journal check --repair. It saves what can be read.</source>
        <translation>请找安装人员：watchroom journal check --repair。能读出的都会保住。</translation>
    </message>
    <message>
        <source>cannot be written</source>
        <translation>无法写入</translation>
    </message>
    <message>
        <source>%free_gb% GB free</source>
        <translation>剩余 %free_gb% GB</translation>
    </message>
    <message>
        <source>only %free_gb% GB free</source>
        <translation>仅剩 %free_gb% GB</translation>
    </message>
    <message>
        <source>Export and release old clips, or add a disk.</source>
        <translation>请导出并释放旧录像，或增加磁盘。</translation>
    </message>
    <message>
        <source>full: %free_gb% GB free</source>
        <translation>已满：剩余 %free_gb% GB</translation>
    </message>
    <message>
        <source>Free space now: soon nothing can be recorded.</source>
        <translation>请立即清理空间：很快将无法录像。</translation>
    </message>
    <message>
        <source>%refused% records were not taken, the last one because: %reason%</source>
        <translation>有 %refused% 条记录共享数据库没有收下，最近一条的原因：%reason%</translation>
    </message>
    <message>
        <source>They are safe here and hold up no others. Call the installer: watchroom outbox.</source>
        <translation>记录在本机是安全的，也不影响其他记录。请找安装人员：watchroom outbox。</translation>
    </message>
    <message>
        <source>records stay on this station</source>
        <translation>记录保存在本站</translation>
    </message>
    <message>
        <source>%here% of %stations% other stations give their footage</source>
        <translation>%stations% 个其他岗位中 %here% 个可以调看录像</translation>
    </message>
    <message>
        <source>no other station is named that gives footage</source>
        <translation>没有设置可以调看录像的其他岗位</translation>
    </message>
    <message>
        <source>no footage from: %names%</source>
        <translation>调不到录像的岗位：%names%</translation>
    </message>
    <message>
        <source>It is tried again by itself. Ask that post whether its computer is on.</source>
        <translation>系统会自动重试。请问一下那个岗位电脑是否开着。</translation>
    </message>
    <message>
        <source>footage refused by: %names%</source>
        <translation>拒绝调看录像的岗位：%names%</translation>
    </message>
    <message>
        <source>Call the installer: both stations have to know each other&apos;s key.</source>
        <translation>联系安装人员：两个岗位要互相登记密钥。</translation>
    </message>
    <message>
        <source>this station works alone</source>
        <translation>本岗独立工作</translation>
    </message>
    <message>
        <source>no other station has reported yet</source>
        <translation>还没有其他岗位报到</translation>
    </message>
    <message>
        <source>%here% others are there</source>
        <translation>另有 %here% 个岗位在线</translation>
    </message>
    <message>
        <source>not heard of: %names%</source>
        <translation>没有消息的岗位：%names%</translation>
    </message>
    <message>
        <source>This station sounds their alarms too. Call that post by telephone.</source>
        <translation>他们的报警本岗也会响。请打电话联系那个岗位。</translation>
    </message>
    <message>
        <source>cut off from the other stations (%cause%)</source>
        <translation>与其他岗位断开（%cause%）</translation>
    </message>
    <message>
        <source>This station goes on by itself. Tell the other posts by telephone what you do.</source>
        <translation>本岗照常工作。请打电话把您的处理告诉其他岗位。</translation>
    </message>
    <message>
        <source>the clock of station %station% is wrong by %seconds% s</source>
        <translation>岗位 %station% 的时钟差了 %seconds% 秒</translation>
    </message>
    <message>
        <source>The order of events is kept. Have its clock set right.</source>
        <translation>事件的先后顺序不受影响。请把它的时钟调准。</translation>
    </message>
    <message>
        <source>a record of station %station% was changed in the shared database (entry %place%)</source>
        <translation>岗位 %station% 的一条记录在共享数据库里被改动（第 %place% 条）</translation>
    </message>
    <message>
        <source>It was not taken over here. Tell the supervisor; keep both stations as they are.</source>
        <translation>本岗没有采用它。请报告主管，两台机器都保持原样。</translation>
    </message>
    <message>
        <source>entries of station %station% bear a time far in the future (entry %place%)</source>
        <translation>岗位 %station% 的记录带着很久以后的时间（第 %place% 条）</translation>
    </message>
    <message>
        <source>They outrank nobody&apos;s. Have its clock set right.</source>
        <translation>这不会压过别人的记录。请把它的时钟调准。</translation>
    </message>
    <message>
        <source>records of station %station% are gone from the shared database (after entry %place%)</source>
        <translation>岗位 %station% 的记录从共享数据库里消失（第 %place% 条之后）</translation>
    </message>
    <message>
        <source>This station still has them. Tell the supervisor; keep both stations as they are.</source>
        <translation>本岗仍有这些记录。请报告主管，两台机器都保持原样。</translation>
    </message>
    <message>
        <source>receiving</source>
        <translation>接收正常</translation>
    </message>
    <message>
        <source>not connected (%cause%): alarms of devices do not arrive</source>
        <translation>未连接（%cause%）：收不到设备报警</translation>
    </message>
    <message>
        <source>Send someone to the fire panel and watch the cameras. Call the installer.</source>
        <translation>请派人到火灾报警主机旁，并盯住画面。请联系安装人员。</translation>
    </message>
    <message>
        <source>not running (%cause%): alarms of devices do not arrive</source>
        <translation>未运行（%cause%）：收不到设备报警</translation>
    </message>
    <message>
        <source>Restart the program. Watch the cameras meanwhile.</source>
        <translation>请重新启动程序，其间盯住画面。</translation>
    </message>
    <message>
        <source>%live% of %devices% there</source>
        <translation>%devices% 台中 %live% 台在线</translation>
    </message>
    <message>
        <source>%live% of %devices% there; not there: %missing%</source>
        <translation>%devices% 台中 %live% 台在线；不在线：%missing%</translation>
    </message>
    <message>
        <source>Their alarms do not arrive. Check power and network of those named.</source>
        <translation>这些设备的报警收不到。请检查它们的电源和网络。</translation>
    </message>
    <message>
        <source>not known: no device is heard</source>
        <translation>不清楚：收不到任何设备</translation>
    </message>
    <message>
        <source>Mend the device messages first, see there.</source>
        <translation>请先处理“设备消息”一项。</translation>
    </message>
    <message>
        <source>Add devices to the site document.</source>
        <translation>请在站点文件中添加设备。</translation>
    </message>
    <message>
        <source>values of devices are kept for %hours% hours</source>
        <translation>设备数值保存 %hours% 小时</translation>
    </message>
    <message>
        <source>not kept: the disk has too little room</source>
        <translation>没有保存：磁盘空间太少</translation>
    </message>
    <message>
        <source>Free space. Alarms go on; only curves have gaps.</source>
        <translation>请腾出空间。报警不受影响，只是曲线有空缺。</translation>
    </message>
    <message>
        <source>not kept: the file cannot be written</source>
        <translation>没有保存：文件无法写入</translation>
    </message>
    <message>
        <source>Alarms go on; only curves have gaps. Call the installer.</source>
        <translation>报警不受影响，只是曲线有空缺。请联系安装人员。</translation>
    </message>
    <message>
        <source>too many values at once: %lost% were not kept</source>
        <translation>数值太多：%lost% 个没有保存</translation>
    </message>
    <message>
        <source>Alarms go on. Call the installer: a device sends too much.</source>
        <translation>报警不受影响。请联系安装人员：有设备发送过多。</translation>
    </message>
    <message>
        <source>names of people: station %station% is not admitted yet and cannot read them</source>
        <translation>相关人员的姓名：岗位 %station% 尚未获准，看不到</translation>
    </message>
    <message>
        <source>A supervisor or installer here: watchroom keys admit %station%</source>
        <translation>请本岗的主管或安装人员准许：watchroom keys admit %station%</translation>
    </message>
    <message>
        <source>names that other stations sealed: this station is not admitted yet</source>
        <translation>其他岗位加密的姓名：本岗尚未获准，看不到</translation>
    </message>
    <message>
        <source>A supervisor or installer at station %station% must admit it: watchroom keys admit.</source>
        <translation>请岗位 %station% 的主管或安装人员准许：watchroom keys admit。</translation>
    </message>
    <message>
        <source>names that other stations sealed: this station was shut out</source>
        <translation>其他岗位加密的姓名：本岗已被取消查看</translation>
    </message>
    <message>
        <source>New names can be read again once another station has admitted it.</source>
        <translation>要由另一个岗位重新准许，才能再看到新的姓名。</translation>
    </message>
    <message>
        <source>all acknowledged; standing: %standing%</source>
        <translation>都已确认；未消除：%standing%</translation>
    </message>
    <message>
        <source>%unacked% not acknowledged; standing: %standing%</source>
        <translation>%unacked% 条未确认；未消除：%standing%</translation>
    </message>
    <message>
        <source>Turn to the live page (F1), look, and acknowledge (F5).</source>
        <translation>回到实时页（F1），看画面，再确认（F5）。</translation>
    </message>
    <message>
        <source>runs evenly, and devices agree with it</source>
        <translation>走时平稳，与设备时间一致</translation>
    </message>
    <message>
        <source>jumped by %seconds% s within the last hour</source>
        <translation>一小时内跳了 %seconds% 秒</translation>
    </message>
    <message>
        <source>Times of events may be wrong by that. Have the time service of the computer checked.</source>
        <translation>事件时间可能有这么多误差。请让人检查电脑的对时服务。</translation>
    </message>
    <message>
        <source>%devices% devices agree that it is wrong by %seconds% s</source>
        <translation>%devices% 台设备都显示本机时间差 %seconds% 秒</translation>
    </message>
    <message>
        <source>Set the clock of this computer right, or mend its time service.</source>
        <translation>请校准本机时间，或修复对时服务。</translation>
    </message>
    <message>
        <source>runs without a break</source>
        <translation>运行未中断</translation>
    </message>
    <message>
        <source>broke off at %at% and started again by itself</source>
        <translation>%at% 意外中断，已自动重新启动</translation>
    </message>
    <message>
        <source>Look through the alarms since then. Tell the installer: log/crash.log says more.</source>
        <translation>请查看此后的报警，并告知安装人员：详情见 log/crash.log。</translation>
    </message>
    <message>
        <source>stood still at %at% and started again by itself</source>
        <translation>%at% 画面停住不动，已自动重新启动</translation>
    </message>
    <message>
        <source>heard on %device%</source>
        <translation>从“%device%”发声</translation>
    </message>
    <message>
        <source>%wanted% is gone; heard on %device% instead</source>
        <translation>“%wanted%”不见了，改从“%device%”发声</translation>
    </message>
    <message>
        <source>Connect it again: the program goes back to it by itself.</source>
        <translation>请重新接好，程序会自动换回去。</translation>
    </message>
    <message>
        <source>Connect a loudspeaker; the program finds it by itself.</source>
        <translation>请接上音响，程序会自动找到。</translation>
    </message>
    <message>
        <source>%device% takes no sound: alarms only flash</source>
        <translation>“%device%”不出声：报警只闪光</translation>
    </message>
    <message>
        <source>Unplug the loudspeaker and plug it in again; the program tries again by itself.</source>
        <translation>请把音响拔下再插上，程序会自动重试。</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>未启动</translation>
    </message>
    <message>
        <source>%have% words ready</source>
        <translation>%have% 条语音已备好</translation>
    </message>
    <message>
        <source>being prepared: %have% of %wanted% words</source>
        <translation>正在准备：%have%/%wanted% 条</translation>
    </message>
    <message>
        <source>switched off: each priority has its tone</source>
        <translation>已关闭：只按级别响提示音</translation>
    </message>
    <message>
        <source>not installed: alarms have their tones, but are not named</source>
        <translation>没有安装：报警有提示音，但不报名称</translation>
    </message>
    <message>
        <source>Install the program again from its installer, then: watchroom sound render.</source>
        <translation>请用安装包重新安装程序，然后运行：watchroom sound render</translation>
    </message>
    <message>
        <source>failed (%cause%): %have% of %wanted% words; what is missing has its tone</source>
        <translation>出了问题（%cause%）：只有 %have%/%wanted% 条，缺的用提示音代替</translation>
    </message>
    <message>
        <source>Restart the program. If it stays: watchroom sound render says what is wrong.</source>
        <translation>请重启程序。如果还这样，运行 watchroom sound render 可以看到原因。</translation>
    </message>
    <message>
        <source>cannot say %cause%: it has its tone</source>
        <translation>“%cause%”念不出来，用提示音代替</translation>
    </message>
    <message>
        <source>Give it a name in words in the site document.</source>
        <translation>请在站点文件里给它起一个能念的名称。</translation>
    </message>
    <message>
        <source>could not be kept (%cause%): it is made again at each start</source>
        <translation>没能保存（%cause%）：每次启动都要重做</translation>
    </message>
    <message>
        <source>Check the disk and the rights of the data folder.</source>
        <translation>请检查硬盘和数据文件夹的权限。</translation>
    </message>
    <message>
        <source>the others cannot fetch footage: its address is taken or wrong</source>
        <translation>别的值守台取不到这里的录像：地址被占用或写错了</translation>
    </message>
    <message>
        <source>See the site document, [archive] listen.</source>
        <translation>请看站点文件里的 [archive] listen。</translation>
    </message>
    <message>
        <source>a certificate of another station cannot be read</source>
        <translation>另一个值守台的证书读不出来</translation>
    </message>
    <message>
        <source>Call the installer: watchroom door.</source>
        <translation>请找安装人员：watchroom door。</translation>
    </message>
    <message>
        <source>their file cannot be read; those last in force hold, by the station&apos;s records</source>
        <translation>隐私区域文件读不出来；现在按本站记录里最后生效的区域遮黑</translation>
    </message>
    <message>
        <source>Publish those of any camera again (Ctrl+Shift+P): that writes the file anew. %file%</source>
        <translation>请重新发布任意一台摄像机的隐私区域（Ctrl+Shift+P），文件就会重新写好。%file%</translation>
    </message>
    <message>
        <source>hold, but could not be entered into the station&apos;s records</source>
        <translation>已生效，但没能写进本站记录</translation>
    </message>
    <message>
        <source>Check the disk. Then publish those of any camera again (Ctrl+Shift+P).</source>
        <translation>请检查磁盘，然后重新发布任意一台摄像机的隐私区域（Ctrl+Shift+P）。</translation>
    </message>
    <message>
        <source>lost for %count% cameras (%cameras%): the wall shows all of their live pictures; nothing recorded of them is shown, handed out or given to other stations</source>
        <translation>%count% 台摄像机（%cameras%）的隐私区域丢失：实时画面全部显示；它们的录像不能回放、不能交出，也不给其他站</translation>
    </message>
    <message>
        <source>Put the file back from a backup and start again, or declare them camera by camera (Ctrl+Shift+P). %file%</source>
        <translation>请从备份放回该文件并重新启动程序，或逐台确认隐私区域（Ctrl+Shift+P）。%file%</translation>
    </message>
    <message>
        <source>known again</source>
        <translation>已重新确认</translation>
    </message>
    <message>
        <source>no backups are made</source>
        <translation>没有做备份</translation>
    </message>
    <message>
        <source>Have the installer name another disk for the backups ([backup]).</source>
        <translation>请安装人员给备份指定另一块硬盘。</translation>
    </message>
    <message>
        <source>no backups are made: nothing is named that they can be encrypted for</source>
        <translation>没有做备份：没有写用什么加密</translation>
    </message>
    <message>
        <source>Run: watchroom backup --new-recovery-key FILE</source>
        <translation>请运行：watchroom backup --new-recovery-key 文件</translation>
    </message>
    <message>
        <source>made and checked %at%, %mb% MB</source>
        <translation>%at% 已备份并检查过，%mb% MB</translation>
    </message>
    <message>
        <source>none has been made yet</source>
        <translation>还没有做过</translation>
    </message>
    <message>
        <source>The first comes at the time of day in the site document, or now: watchroom backup.</source>
        <translation>到站点文件里写的时间会做第一次；要马上做：watchroom backup。</translation>
    </message>
    <message>
        <source>could not be made (%cause%); the last good one: %at%</source>
        <translation>没有做成（%cause%）；上一次做好是：%at%</translation>
    </message>
    <message>
        <source>Call the installer: watchroom backup. It is tried again each hour.</source>
        <translation>请找安装人员：watchroom backup。每小时会再试一次。</translation>
    </message>
    <message>
        <source>could not be made: the disk for backups is not there; the last good one: %at%</source>
        <translation>没有做成：备份用的硬盘没有接上；上一次做好是：%at%</translation>
    </message>
    <message>
        <source>Connect the disk: %target%. It is tried again each hour.</source>
        <translation>请接上硬盘：%target%。每小时会再试一次。</translation>
    </message>
    <message>
        <source>could not be made: the disk is full; the last good one: %at%</source>
        <translation>没有做成：硬盘满了；上一次做好是：%at%</translation>
    </message>
    <message>
        <source>Free space on the disk for backups: %target%. It is tried again each hour.</source>
        <translation>请在备份用的硬盘上腾出地方：%target%。每小时会再试一次。</translation>
    </message>
    <message>
        <source>none for a long time; the last good one: %at%</source>
        <translation>很久没有备份了；上一次做好是：%at%</translation>
    </message>
    <message>
        <source>Call the installer: watchroom backup.</source>
        <translation>请找安装人员：watchroom backup。</translation>
    </message>
    <message>
        <source>made %at%, but the record itself is not sound: %unsound%</source>
        <translation>%at% 已备份，但记录本身有问题：%unsound%</translation>
    </message>
    <message>
        <source>Call the installer: watchroom journal check.</source>
        <translation>请找安装人员：watchroom journal check。</translation>
    </message>
    <message>
        <source>made and checked %at%, but on the same disk as the records</source>
        <translation>%at% 已备份并检查过，但和记录在同一块硬盘上</translation>
    </message>
    <message>
        <source>If this disk fails, both are gone. Name a folder on another disk.</source>
        <translation>这块硬盘坏了，两份都没有了。请换成另一块硬盘上的文件夹。</translation>
    </message>
    <message>
        <source>written and synced</source>
        <translation>已写入并落盘</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>Free space now: alarms cannot be recorded.</source>
        <translation>请立即清理空间：报警无法记录。</translation>
    </message>
    <message>
        <source>%running% of %workers% running</source>
        <translation>%running%/%workers% 个运行中</translation>
    </message>
    <message>
        <source>%running% of %workers% running; the others start again</source>
        <translation>%running%/%workers% 个运行中；其余正在重新启动</translation>
    </message>
    <message>
        <source>Pictures come back within seconds.</source>
        <translation>几秒内恢复画面。</translation>
    </message>
    <message>
        <source>computer busy: pictures are painted less often</source>
        <translation>电脑繁忙：画面刷新变慢</translation>
    </message>
    <message>
        <source>computer busy: large streams are left out</source>
        <translation>电脑繁忙：暂不使用主码流</translation>
    </message>
    <message>
        <source>computer busy: some cameras show single pictures, and their tiles say so</source>
        <translation>电脑繁忙：部分摄像机只显示单张画面，画面上有提示</translation>
    </message>
    <message>
        <source>all watched</source>
        <translation>全部监视中</translation>
    </message>
    <message>
        <source>%disarmed% zones disarmed</source>
        <translation>%disarmed% 个防区已撤防</translation>
    </message>
    <message>
        <source>%shelved% put aside, %out% out of service, %disarmed% zones disarmed</source>
        <translation>%shelved% 个搁置，%out% 个停用，%disarmed% 个防区撤防</translation>
    </message>
    <message>
        <source>See the page of zones and points.</source>
        <translation>见“防区”页。</translation>
    </message>
    <message>
        <source>very many alarms within ten minutes; only critical and high ones sound</source>
        <translation>十分钟内报警很多，只有紧急和严重的会响</translation>
    </message>
    <message>
        <source>Handle the most urgent first. Put aside points that keep repeating.</source>
        <translation>先处理最紧急的，把反复报警的点搁置。</translation>
    </message>
    <message>
        <source>Call the installer. The first: %example%</source>
        <translation>请通知安装人员。第一条：%example%</translation>
    </message>
    <message>
        <source>no sound device: alarms only flash</source>
        <translation>没有声音设备：报警只有闪烁</translation>
    </message>
    <message>
        <source>the sound device does not work: alarms only flash</source>
        <translation>声音设备不工作：报警只有闪烁</translation>
    </message>
    <message>
        <source>Check the loudspeaker; the program tries again by itself.</source>
        <translation>请检查音箱；程序会自动重试。</translation>
    </message>
    <message>
        <source>unchanged and signed</source>
        <translation>未被改动，已签名</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>not reachable (%cause%)</source>
        <translation>连接不上（%cause%）</translation>
    </message>
    <message>
        <source>Nothing is lost: records wait here. Check the network to the database server.</source>
        <translation>记录不会丢，都在本机等待。请检查到数据库服务器的网络。</translation>
    </message>
    <message>
        <source>carried to the shared database, %depth% waiting</source>
        <translation>正常上传到共享数据库，%depth% 条等待</translation>
    </message>
    <message>
        <source>%depth% records wait here, the oldest for %age% s</source>
        <translation>%depth% 条记录在本机等待，最久 %age% 秒</translation>
    </message>
    <message>
        <source>Nothing is lost. They go over by themselves once the shared database answers.</source>
        <translation>记录不会丢。共享数据库恢复后会自动上传。</translation>
    </message>
    <message>
        <source>there is no account yet: nobody can sign in</source>
        <translation>还没有账号，谁都不能登录</translation>
    </message>
    <message>
        <source>The installer makes the first one: Ctrl+G. Alarms can be answered meanwhile.</source>
        <translation>请安装人员按 Ctrl+G 建第一个账号。报警照常可以处理。</translation>
    </message>
    <message>
        <source>changed from outside at line %line% (%what%): nobody can sign in</source>
        <translation>账号记录第 %line% 行被外部改动（%what%），谁都不能登录</translation>
    </message>
    <message>
        <source>Alarms can be answered. Call the installer: watchroom audit verify, accounts recover.</source>
        <translation>报警照常可以处理。请联系安装人员：watchroom audit verify、accounts recover。</translation>
    </message>
    <message>
        <source>station %station% has accounts whose key nobody has confirmed here</source>
        <translation>%station% 岗有账号，但它的密钥还没有在本岗确认</translation>
    </message>
    <message>
        <source>Compare the key with that station, then: watchroom accounts trust.</source>
        <translation>与那个岗核对密钥后执行：watchroom accounts trust。</translation>
    </message>
    <message>
        <source>cannot be read or written (%code%)</source>
        <translation>无法读写（%code%）</translation>
    </message>
    <message>
        <source>Alarms can be answered. Call the installer.</source>
        <translation>报警照常可以处理。请联系安装人员。</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>%count% entries are wrong and left out: %first%</source>
        <translation>%count% 处有误，已略过：%first%</translation>
    </message>
    <message>
        <source>Run: watchroom check FILE</source>
        <translation>请运行：watchroom check 文件</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%summary%</source>
        <translation>%summary%</translation>
    </message>
    <message>
        <source>others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>and %n more</source>
        <translation>另有 %n 项</translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation>不是 JSON</translation>
    </message>
    <message>
        <source>over 256 KiB</source>
        <translation>超过 256 KiB</translation>
    </message>
    <message>
        <source>not as the contract says</source>
        <translation>不符合接口约定</translation>
    </message>
    <message>
        <source>unknown topic</source>
        <translation>未知主题</translation>
    </message>
    <message>
        <source>of another site</source>
        <translation>属于别的小区</translation>
    </message>
    <message>
        <source>device not in the site document</source>
        <translation>设备不在站点文件中</translation>
    </message>
    <message>
        <source>could not be taken in</source>
        <translation>未能处理</translation>
    </message>
    <message>
        <source>another device&apos;s topic</source>
        <translation>用了别的设备的主题</translation>
    </message>
    <message>
        <source>wanted to listen to others</source>
        <translation>想收听别的设备</translation>
    </message>
    <message>
        <source>wrong name or password</source>
        <translation>用户名或密码不对</translation>
    </message>
    <message>
        <source>retained command</source>
        <translation>带保留标志的命令</translation>
    </message>
    <message>
        <source>broken connection talk</source>
        <translation>连接内容有误</translation>
    </message>
    <message>
        <source>too fast, slowed down</source>
        <translation>发得太快，已放慢</translation>
    </message>
    <message>
        <source>too many connections</source>
        <translation>连接太多</translation>
    </message>
    <message>
        <source>no answer at its address</source>
        <translation>该地址没有应答</translation>
    </message>
    <message>
        <source>connection lost</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>wrong user name or password</source>
        <translation>用户名或密码不对</translation>
    </message>
    <message>
        <source>it speaks another MQTT version</source>
        <translation>对方使用别的 MQTT 版本</translation>
    </message>
    <message>
        <source>it refuses this station</source>
        <translation>对方拒绝本站</translation>
    </message>
    <message>
        <source>it does not let this station listen</source>
        <translation>对方不让本站收听</translation>
    </message>
    <message>
        <source>no broker in the site document</source>
        <translation>站点文件中没有消息服务器</translation>
    </message>
    <message>
        <source>no certificate for listening on the network</source>
        <translation>没有证书，不能在网络上监听</translation>
    </message>
    <message>
        <source>a certificate or key file cannot be read</source>
        <translation>证书或密钥文件无法读取</translation>
    </message>
    <message>
        <source>its certificate is of an unknown authority</source>
        <translation>对方证书的签发机构不受信任</translation>
    </message>
    <message>
        <source>its certificate has expired, or the clock here is wrong</source>
        <translation>对方证书已过期，或本机时钟不对</translation>
    </message>
    <message>
        <source>its certificate is for another address</source>
        <translation>对方证书属于别的地址</translation>
    </message>
    <message>
        <source>it wants a certificate of this station</source>
        <translation>对方要求本站出示证书</translation>
    </message>
    <message>
        <source>it does not accept this station&apos;s certificate</source>
        <translation>对方不接受本站的证书</translation>
    </message>
    <message>
        <source>encryption (TLS) failed</source>
        <translation>加密连接（TLS）失败</translation>
    </message>
</context>
<context>
    <name>HealthPage</name>
    <message>
        <source>Parts of the station</source>
        <translation>本站各部分</translation>
    </message>
    <message>
        <source>Values of devices (F4)</source>
        <translation>设备数值（F4）</translation>
    </message>
    <message>
        <source>Sheets of the health page</source>
        <translation>状态页的两张表</translation>
    </message>
</context>
<context>
    <name>HealthView</name>
    <message>
        <source>good</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>not present</source>
        <translation>没有</translation>
    </message>
    <message>
        <source>limited</source>
        <translation>受限</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>Health of the station</source>
        <translation>本站运行状况</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>情况</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>怎么办</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>开始时间</translation>
    </message>
</context>
<context>
    <name>IncidentFigures</name>
    <message>
        <source>seconds</source>
        <extracomment>Names of points stand in one row up to so many bars; the height of two rows, pixels.</extracomment>
        <translation>秒</translation>
    </message>
    <message>
        <source>alarms</source>
        <translation>报警次数</translation>
    </message>
    <message>
        <source>None in this period.</source>
        <translation>本期没有。</translation>
    </message>
    <message>
        <source>Stop (%1)</source>
        <translation>停止（%1）</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Time to the acknowledgement by day: half (bright), nine of ten (grey), our target (dashed)</source>
        <translation>每天的确认用时：半数（亮线）、九成（灰线）、自定目标（虚线）</translation>
    </message>
    <message>
        <source>Answered within our own targets</source>
        <translation>按自定目标及时确认</translation>
    </message>
    <message>
        <source>False alarms by point (orange), of all its alarms (grey)</source>
        <translation>各报警点误报次数（橙色）与全部报警（灰色）</translation>
    </message>
    <message>
        <source>Time that points cost, from notice to the end; an incident of several counts for each</source>
        <translation>各点位占用的处置时间（从确认到结束；一起事件有多个点位时，各点都计入）</translation>
    </message>
    <message>
        <source>The worst points, and a setting that would spare most</source>
        <translation>误报最多的报警点及建议设置</translation>
    </message>
    <message>
        <source>With the names of people (entered in the audit log)</source>
        <translation>包含人员姓名（记入审计记录）</translation>
    </message>
    <message>
        <source>List as spreadsheet</source>
        <translation>导出表格</translation>
    </message>
    <message>
        <source>Report as PDF</source>
        <translation>导出 PDF 报告</translation>
    </message>
    <message>
        <source>Report as web page</source>
        <translation>导出网页报告</translation>
    </message>
</context>
<context>
    <name>IncidentFilters</name>
    <message>
        <source>These are not two times in order. Type them as 02:50, 02:50:30 or 11-20 02:50.</source>
        <extracomment>Periods that are offered, with the days they hold; None: all, 0: between two dates or times.</extracomment>
        <translation>这不是先后两个时间。请输入如 02:50、02:50:30 或 11-20 02:50。</translation>
    </message>
    <message>
        <source>Look for words: number, what happened, notes</source>
        <translation>查找：编号、内容、备注</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>查找文字</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>防区</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>起始日期</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>截止日期</translation>
    </message>
    <message>
        <source>From what time</source>
        <translation>从几点</translation>
    </message>
    <message>
        <source>Until what time</source>
        <translation>到几点</translation>
    </message>
    <message>
        <source>from 02:50</source>
        <translation>从 02:50</translation>
    </message>
    <message>
        <source>until 03:10</source>
        <translation>到 03:10</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>未结案</translation>
    </message>
    <message>
        <source>All zones</source>
        <translation>全部防区</translation>
    </message>
    <message>
        <source>All categories</source>
        <translation>全部类别</translation>
    </message>
    <message>
        <source>All priorities</source>
        <translation>全部级别</translation>
    </message>
    <message>
        <source>All states</source>
        <translation>全部状态</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>不限时间</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>From day to day</source>
        <translation>指定日期</translation>
    </message>
    <message>
        <source>Between times</source>
        <translation>指定时间</translation>
    </message>
</context>
<context>
    <name>IncidentList</name>
    <message>
        <source>Incidents</source>
        <extracomment>Rows that are held at most; what was let go is read again as one scrolls back.</extracomment>
        <translation>事件</translation>
    </message>
    <message>
        <source>not handled</source>
        <translation>未处理</translation>
    </message>
    <message>
        <source>acknowledged</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>being checked</source>
        <translation>核实中</translation>
    </message>
    <message>
        <source>guard sent</source>
        <translation>已派人</translation>
    </message>
    <message>
        <source>guard on scene</source>
        <translation>已到现场</translation>
    </message>
    <message>
        <source>resolved</source>
        <translation>已处理</translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation>已复核</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Answered after</source>
        <translation>确认用时</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>录像</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
</context>
<context>
    <name>ItemForm</name>
    <message>
        <source>Direction</source>
        <translation>朝向</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>视角</translation>
    </message>
    <message>
        <source>Sees as far as</source>
        <translation>看得到</translation>
    </message>
</context>
<context>
    <name>LampRow</name>
    <message>
        <source>+%1</source>
        <translation>还有 %1 项</translation>
    </message>
</context>
<context>
    <name>Lamps</name>
    <message>
        <source>Devices not heard</source>
        <translation>收不到设备</translation>
    </message>
    <message>
        <source>No device messages</source>
        <translation>收不到设备消息</translation>
    </message>
    <message>
        <source>Shared database away</source>
        <translation>共享数据库连不上</translation>
    </message>
    <message>
        <source>%depth% records wait</source>
        <translation>%depth% 条记录待上传</translation>
    </message>
    <message>
        <source>%refused% records not taken</source>
        <translation>%refused% 条记录未被接收</translation>
    </message>
    <message>
        <source>No backup made</source>
        <translation>备份没有做成</translation>
    </message>
    <message>
        <source>Backup overdue</source>
        <translation>该备份了</translation>
    </message>
    <message>
        <source>Footage: disk gone</source>
        <translation>录像硬盘不见了</translation>
    </message>
    <message>
        <source>Footage not written</source>
        <translation>录像没写进去</translation>
    </message>
    <message>
        <source>Footage: disk full</source>
        <translation>录像硬盘满</translation>
    </message>
    <message>
        <source>Footage held: %held_gb% GB</source>
        <translation>保留录像超出 %held_gb% GB</translation>
    </message>
    <message>
        <source>Footage: disk slow</source>
        <translation>录像硬盘太慢</translation>
    </message>
    <message>
        <source>Footage missing</source>
        <translation>录像中断</translation>
    </message>
    <message>
        <source>Footage: %days% days only</source>
        <translation>录像只够 %days% 天</translation>
    </message>
    <message>
        <source>Disk: %free_gb% GB free</source>
        <translation>磁盘剩 %free_gb% GB</translation>
    </message>
    <message>
        <source>Disk full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>Clock jumped %seconds% s</source>
        <translation>时钟跳了 %seconds% 秒</translation>
    </message>
    <message>
        <source>Clock wrong by %seconds% s</source>
        <translation>时钟差 %seconds% 秒</translation>
    </message>
    <message>
        <source>Curves not kept</source>
        <translation>曲线没有保存</translation>
    </message>
    <message>
        <source>No account yet</source>
        <translation>还没有账号</translation>
    </message>
    <message>
        <source>Flood of alarms</source>
        <translation>报警过多</translation>
    </message>
    <message>
        <source>Points set aside</source>
        <translation>有报警点被搁置</translation>
    </message>
    <message>
        <source>Computer busy</source>
        <translation>电脑繁忙</translation>
    </message>
    <message>
        <source>Started again at %at%</source>
        <translation>%at% 重新启动过</translation>
    </message>
    <message>
        <source>No sound</source>
        <translation>没有声音</translation>
    </message>
    <message>
        <source>Messages refused</source>
        <translation>有消息被拒绝</translation>
    </message>
    <message>
        <source>Record: disk full</source>
        <translation>记录：磁盘已满</translation>
    </message>
</context>
<context>
    <name>LayoutEditor</name>
    <message>
        <source>No places yet</source>
        <translation>还没有画面位置</translation>
    </message>
    <message>
        <source>%1 places</source>
        <translation>%1 个画面</translation>
    </message>
    <message>
        <source>Give the layout a name to save it</source>
        <translation>起个名称才能保存</translation>
    </message>
    <message>
        <source>Name of the layout</source>
        <translation>布局名称</translation>
    </message>
    <message>
        <source>Begin with</source>
        <translation>从模板开始</translation>
    </message>
    <message>
        <source>Sheet of the layout</source>
        <translation>布局画板</translation>
    </message>
    <message>
        <source>Add  Insert</source>
        <translation>添加  Insert</translation>
    </message>
    <message>
        <source>Remove  Delete</source>
        <translation>删除  Delete</translation>
    </message>
    <message>
        <source>Undo  Ctrl+Z</source>
        <translation>撤销  Ctrl+Z</translation>
    </message>
    <message>
        <source>Redo  Ctrl+Y</source>
        <translation>重做  Ctrl+Y</translation>
    </message>
    <message>
        <source>Save  Ctrl+S</source>
        <translation>保存  Ctrl+S</translation>
    </message>
    <message>
        <source>Leave  Esc</source>
        <translation>离开  Esc</translation>
    </message>
    <message>
        <source>Mouse: drag over empty space to add a place, drag a place to move it, its edge to resize it. Keys: Page up and down choose a place, arrows move it, Shift+arrows resize it.</source>
        <translation>鼠标：在空白处拖动添加画面，拖动画面移动位置，拖动边缘改变大小。键盘：Page Up、Page Down 选择画面，方向键移动，Shift+方向键改变大小。</translation>
    </message>
</context>
<context>
    <name>Layouts</name>
    <message>
        <source>1 picture</source>
        <translation>1 画面</translation>
    </message>
    <message>
        <source>%1 pictures</source>
        <translation>%1 画面</translation>
    </message>
    <message>
        <source>All layouts in turn</source>
        <translation>全部布局轮流</translation>
    </message>
</context>
<context>
    <name>LayoutsPanel</name>
    <message>
        <source>Layouts</source>
        <translation>布局</translation>
    </message>
    <message>
        <source>Name of the layout</source>
        <translation>布局名称</translation>
    </message>
    <message>
        <source>New name, then Enter</source>
        <translation>输入新名称后按回车</translation>
    </message>
    <message>
        <source>Number of pictures</source>
        <translation>画面数</translation>
    </message>
    <message>
        <source>Drag cameras onto the wall, and pictures onto each other. Each change is kept and can be taken back.</source>
        <translation>把摄像机拖到墙上，或把画面互相拖动。改动自动保存，随时可以撤回。</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Draw new</source>
        <translation>手画新布局</translation>
    </message>
    <message>
        <source>Redraw</source>
        <translation>重画</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Take back  Ctrl+Z</source>
        <translation>撤回  Ctrl+Z</translation>
    </message>
    <message>
        <source>Spot here</source>
        <translation>设为跟随格</translation>
    </message>
    <message>
        <source>The selected place shows whatever picture is selected</source>
        <translation>选中的格子总是显示当前选中的画面</translation>
    </message>
</context>
<context>
    <name>LivePage</name>
    <message>
        <source>The alarm keeps the wall. Shift+Esc shows your layout, F12 the alarm.</source>
        <extracomment>What is always to be seen of the list: how many alarms wait. Closes a panel beside the page that says it closes by Esc; tells whether one was open.</extracomment>
        <translation>报警画面不会因误按而离开。Shift+Esc 回到原来的布局，F12 再看报警。</translation>
    </message>
    <message>
        <source>%1 answered %2 before you and has the case. Agree with each other.</source>
        <translation>%1 已先于您应答%2的报警，由其处理。请互相联系。</translation>
    </message>
    <message>
        <source>The camera is no longer heard.</source>
        <translation>已停止听摄像机声音。</translation>
    </message>
    <message>
        <source>The sound of cameras is switched off in the site document.</source>
        <translation>站点文件中摄像机声音已关闭。</translation>
    </message>
</context>
<context>
    <name>LiveWall</name>
    <message>
        <source>Show it here</source>
        <translation>在这里显示</translation>
    </message>
    <message>
        <source>%1 (waits for you)</source>
        <translation>%1（正在等您）</translation>
    </message>
    <message>
        <source>Monitor %1 is gone: its wall, %2, is shown nowhere.</source>
        <translation>显示器 %1 断开：它的画面“%2”没有地方显示。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Watchroom</source>
        <extracomment>In a flood the page of zones is drawn again so often, not with each alarm.</extracomment>
        <translation>值守台</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>回放</translation>
    </message>
    <message>
        <source>Zones</source>
        <translation>防区</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>平面图</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Cameras, layouts, tours and monitors</source>
        <translation>摄像机、布局、轮巡和显示器</translation>
    </message>
    <message>
        <source>Layout %1 (Ctrl+%2)</source>
        <translation>布局 %1（Ctrl+%2）</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>人员账号</translation>
    </message>
</context>
<context>
    <name>MapWindow</name>
    <message>
        <source>Site plan</source>
        <translation>平面图</translation>
    </message>
</context>
<context>
    <name>MarksView</name>
    <message>
        <source>Release  Del</source>
        <extracomment>Days that a hold keeps longer than footage is kept anyway, the usual first; 0 is until somebody releases it.</extracomment>
        <translation>解除保留  Del</translation>
    </message>
    <message>
        <source>Remove  Del</source>
        <translation>删除  Del</translation>
    </message>
    <message>
        <source>Say it in other words</source>
        <translation>改写说明</translation>
    </message>
    <message>
        <source>Keep this recording</source>
        <translation>保留这段录像</translation>
    </message>
    <message>
        <source>New bookmark</source>
        <translation>新书签</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Save  Enter</source>
        <translation>保存  回车</translation>
    </message>
    <message>
        <source>Go there  Enter</source>
        <translation>转到  回车</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>改写</translation>
    </message>
    <message>
        <source>Bookmarks and kept recordings</source>
        <translation>书签和保留的录像</translation>
    </message>
    <message>
        <source>until released</source>
        <translation>一直保留</translation>
    </message>
    <message>
        <source>%1 days longer</source>
        <translation>多保留 %1 天</translation>
    </message>
    <message>
        <source>How long it is kept</source>
        <translation>保留多久</translation>
    </message>
    <message>
        <source>Kept until %1.</source>
        <translation>保留到 %1。</translation>
    </message>
    <message>
        <source>Without this it is deleted on %1 at the latest.</source>
        <translation>不保留的话，最迟 %1 删除。</translation>
    </message>
    <message>
        <source>Kept until somebody releases it.</source>
        <translation>一直保留，直到有人解除。</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>bookmark</source>
        <translation>书签</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>到 %1 为止</translation>
    </message>
</context>
<context>
    <name>MaskEditor</name>
    <message>
        <source>Camera</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Private areas of the picture</source>
        <translation>画面中的隐私区域</translation>
    </message>
    <message>
        <source>New area  N</source>
        <translation>新区域  N</translation>
    </message>
    <message>
        <source>Remove area  Del</source>
        <translation>删除区域  Del</translation>
    </message>
    <message>
        <source>Undo  Ctrl+Z</source>
        <translation>撤回  Ctrl+Z</translation>
    </message>
    <message>
        <source>Blacken from now on</source>
        <translation>从现在起涂黑</translation>
    </message>
    <message>
        <source>The private areas of %1 cameras are lost: nothing recorded of them is shown or handed out.</source>
        <translation>%1 台摄像机的隐私区域丢失：它们的录像不能回放，也不能交出。</translation>
    </message>
    <message>
        <source>Draw those of each and publish them, or publish none, with a reason.</source>
        <translation>请逐台画好并发布，或者写明理由后确认没有。</translation>
    </message>
    <message>
        <source>None on all %1 that are left</source>
        <translation>其余 %1 台都没有</translation>
    </message>
    <message>
        <source>%1 – to be declared</source>
        <translation>%1 – 待确认</translation>
    </message>
    <message>
        <source>Declare: none here</source>
        <translation>确认：这里没有</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Drag over the picture for an area. Tab: next corner, arrows move it, Shift finer. Insert, Backspace: corners. PgUp, PgDown: areas.</source>
        <translation>在画面上拖动画出区域。Tab 下一个角，方向键移动，按住 Shift 细调；Insert 加角，Backspace 删角；PgUp、PgDown 换区域。</translation>
    </message>
</context>
<context>
    <name>MonitorWindow</name>
    <message>
        <source>Watchroom</source>
        <translation>值守台</translation>
    </message>
</context>
<context>
    <name>MonitorsPanel</name>
    <message>
        <source>A wall stays with its monitor, wherever that is plugged in. While the monitor is gone its layout is at hand here, and it comes back by itself.</source>
        <translation>画面跟着显示器走，插到哪里都一样。显示器拔掉时，它的布局仍可在这里打开；插回后自动恢复。</translation>
    </message>
    <message>
        <source>The station&apos;s window</source>
        <translation>值守台主窗口</translation>
    </message>
    <message>
        <source>A wall on this monitor</source>
        <translation>在这台显示器上显示画面墙</translation>
    </message>
    <message>
        <source>The site plan on this monitor</source>
        <translation>此显示器显示平面图</translation>
    </message>
    <message>
        <source>Alarms turn this wall</source>
        <translation>报警画面显示在这里</translation>
    </message>
</context>
<context>
    <name>MorePages</name>
    <message>
        <source>More %1</source>
        <translation>更多 %1</translation>
    </message>
    <message>
        <source>Log, handover, drills, accounts, audit</source>
        <translation>日志、交接班、演练、账号、审计</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Handover</source>
        <translation>交接班</translation>
    </message>
    <message>
        <source>Drills</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>New incident</source>
        <translation>登记事件</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>审计日志</translation>
    </message>
    <message>
        <source>Footage handed out</source>
        <translation>录像调阅</translation>
    </message>
    <message>
        <source>Private areas</source>
        <translation>隐私区域</translation>
    </message>
    <message>
        <source>Detection rules</source>
        <translation>检测规则</translation>
    </message>
    <message>
        <source>Sign in or out</source>
        <translation>登录或退出</translation>
    </message>
</context>
<context>
    <name>NotesPart</name>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Write a note, then Enter</source>
        <translation>写备注，按回车保存</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>Nuisance</name>
    <message>
        <source>%1: %2 of %3 alarms were nuisances. %4</source>
        <translation>%1：%3 次报警中有 %2 次是误报或干扰报警。%4</translation>
    </message>
    <message>
        <source>Alarm only after %1 s (on_delay_s): spares %2, loses none.</source>
        <translation>持续 %1 秒才报警（on_delay_s）：可减少 %2 次，不漏报。</translation>
    </message>
    <message>
        <source>Over only after %1 s of quiet (off_delay_s): spares %2, loses none.</source>
        <translation>安静 %1 秒后才算结束（off_delay_s）：可减少 %2 次，不漏报。</translation>
    </message>
    <message>
        <source>Alarm only at time %1 within a minute (count): spares %2, loses none.</source>
        <translation>一分钟内第 %1 次才报警（count）：可减少 %2 次，不漏报。</translation>
    </message>
    <message>
        <source>Have the detector looked at.</source>
        <translation>请安排检查探测器。</translation>
    </message>
</context>
<context>
    <name>Overlay</name>
    <message>
        <source>person</source>
        <extracomment>Enough for every object on a wall in one language; numbers that run on cannot grow it further. A corner stroke is this part of its side.</extracomment>
        <translation>人</translation>
    </message>
    <message>
        <source>bicycle</source>
        <translation>自行车</translation>
    </message>
    <message>
        <source>car</source>
        <translation>汽车</translation>
    </message>
    <message>
        <source>motorcycle</source>
        <translation>摩托车</translation>
    </message>
    <message>
        <source>bus</source>
        <translation>客车</translation>
    </message>
    <message>
        <source>truck</source>
        <translation>货车</translation>
    </message>
    <message>
        <source>van</source>
        <translation>面包车</translation>
    </message>
    <message>
        <source>dog</source>
        <translation>狗</translation>
    </message>
    <message>
        <source>cat</source>
        <translation>猫</translation>
    </message>
    <message>
        <source>motion</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>fire</source>
        <translation>火</translation>
    </message>
    <message>
        <source>smoke</source>
        <translation>烟</translation>
    </message>
    <message>
        <source>left behind</source>
        <translation>遗留物</translation>
    </message>
    <message>
        <source>taken</source>
        <translation>被拿走</translation>
    </message>
</context>
<context>
    <name>ParkingPanel</name>
    <message>
        <source>%1: free stalls</source>
        <translation>%1 空车位</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>共 %1</translation>
    </message>
    <message>
        <source>%1 not known</source>
        <translation>%1 个不明</translation>
    </message>
    <message>
        <source>silent since %1</source>
        <translation>%1 起无信号</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>Nobody signed in</source>
        <translation>无人登录</translation>
    </message>
    <message>
        <source>Guard</source>
        <translation>保安员</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>主管</translation>
    </message>
    <message>
        <source>Installer</source>
        <translation>安装人员</translation>
    </message>
    <message>
        <source>Auditor</source>
        <translation>审计员</translation>
    </message>
    <message>
        <source>asks to sign in</source>
        <translation>要求登录</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Second person</source>
        <translation>第二人签字</translation>
    </message>
    <message>
        <source>By zone</source>
        <translation>按区域</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>可以</translation>
    </message>
    <message>
        <source>with a reason</source>
        <translation>须写明原因</translation>
    </message>
    <message>
        <source>with a second person and a reason</source>
        <translation>须第二人签字并写明原因</translation>
    </message>
    <message>
        <source>while a critical alarm is active</source>
        <translation>仅在一级报警未消除时</translation>
    </message>
    <message>
        <source>no</source>
        <translation>不可以</translation>
    </message>
    <message>
        <source>Acknowledge an alarm</source>
        <translation>确认报警</translation>
    </message>
    <message>
        <source>Silence an alarm</source>
        <translation>消音</translation>
    </message>
    <message>
        <source>Tick a step</source>
        <translation>勾选处置步骤</translation>
    </message>
    <message>
        <source>Write a note</source>
        <translation>写备注</translation>
    </message>
    <message>
        <source>Say how far the handling has come</source>
        <translation>更新处置进度</translation>
    </message>
    <message>
        <source>Say what it was: real, false, test</source>
        <translation>判定真警、误报或测试</translation>
    </message>
    <message>
        <source>Call for help with an incident</source>
        <translation>为事件呼叫支援</translation>
    </message>
    <message>
        <source>Send somebody, say that they are there or free</source>
        <translation>派人，登记到场或完成</translation>
    </message>
    <message>
        <source>Open an incident by hand</source>
        <translation>手动登记事件</translation>
    </message>
    <message>
        <source>Say what an incident is about</source>
        <translation>说明事件内容</translation>
    </message>
    <message>
        <source>Take a picture of a camera</source>
        <translation>抓拍摄像机画面</translation>
    </message>
    <message>
        <source>Change a layout of the wall</source>
        <translation>修改画面布局</translation>
    </message>
    <message>
        <source>Take back the last act</source>
        <translation>撤回上一步</translation>
    </message>
    <message>
        <source>Reset a detector</source>
        <translation>复位探测器</translation>
    </message>
    <message>
        <source>Close an incident</source>
        <translation>结案</translation>
    </message>
    <message>
        <source>Enter people whom an incident concerns</source>
        <translation>登记事件相关人员</translation>
    </message>
    <message>
        <source>Mark an incident as reviewed</source>
        <translation>标记事件已复核</translation>
    </message>
    <message>
        <source>Put a point aside for a while</source>
        <translation>暂时搁置报警点</translation>
    </message>
    <message>
        <source>Take a point back</source>
        <translation>恢复被搁置的报警点</translation>
    </message>
    <message>
        <source>Take a point out of service</source>
        <translation>停用报警点</translation>
    </message>
    <message>
        <source>Put a point back into service</source>
        <translation>恢复启用报警点</translation>
    </message>
    <message>
        <source>Arm a zone</source>
        <translation>布防</translation>
    </message>
    <message>
        <source>Disarm a zone</source>
        <translation>撤防</translation>
    </message>
    <message>
        <source>Open a gate</source>
        <translation>开闸</translation>
    </message>
    <message>
        <source>Hear a camera</source>
        <translation>听摄像机声音</translation>
    </message>
    <message>
        <source>Turn a camera</source>
        <translation>控制云台</translation>
    </message>
    <message>
        <source>Look at recordings</source>
        <translation>查看录像</translation>
    </message>
    <message>
        <source>Look up plates and visitors</source>
        <translation>查询车牌和访客</translation>
    </message>
    <message>
        <source>Write the list of incidents or a report</source>
        <translation>导出事件清单或报告</translation>
    </message>
    <message>
        <source>Export evidence</source>
        <translation>导出证据</translation>
    </message>
    <message>
        <source>Export evidence where a second person approves</source>
        <translation>导出证据（须另一人批准）</translation>
    </message>
    <message>
        <source>Hand out footage with its private areas shown</source>
        <translation>交付显示隐私区域的录像</translation>
    </message>
    <message>
        <source>See private areas of a camera</source>
        <translation>查看摄像机的隐私区域</translation>
    </message>
    <message>
        <source>Enter a request for footage</source>
        <translation>登记录像调阅申请</translation>
    </message>
    <message>
        <source>Read the register of footage requests</source>
        <translation>查看录像调阅登记</translation>
    </message>
    <message>
        <source>Void an entry of the register</source>
        <translation>作废一条调阅登记</translation>
    </message>
    <message>
        <source>Note something about recordings</source>
        <translation>给录像加书签</translation>
    </message>
    <message>
        <source>Keep a recording from being removed</source>
        <translation>保留录像不被清除</translation>
    </message>
    <message>
        <source>Let a kept recording be removed</source>
        <translation>解除录像保留</translation>
    </message>
    <message>
        <source>Change detection rules</source>
        <translation>修改检测规则</translation>
    </message>
    <message>
        <source>Change settings</source>
        <translation>修改设置</translation>
    </message>
    <message>
        <source>Manage guards&apos; accounts</source>
        <translation>管理保安员账号</translation>
    </message>
    <message>
        <source>Manage all other accounts</source>
        <translation>管理其他账号</translation>
    </message>
    <message>
        <source>Let another station read names of people</source>
        <translation>准许其他岗位查看相关人员姓名</translation>
    </message>
    <message>
        <source>Shut a station out from names of people</source>
        <translation>取消某个岗位查看相关人员姓名</translation>
    </message>
    <message>
        <source>Read the audit log</source>
        <translation>查看审计记录</translation>
    </message>
    <message>
        <source>Write into the duty log</source>
        <translation>填写值班日志</translation>
    </message>
    <message>
        <source>Confirm presence</source>
        <translation>查岗应答</translation>
    </message>
    <message>
        <source>Hand the shift over, or take it over</source>
        <translation>交接班</translation>
    </message>
    <message>
        <source>Start a drill</source>
        <translation>开始演练</translation>
    </message>
    <message>
        <source>Stop a drill</source>
        <translation>停止演练</translation>
    </message>
    <message>
        <source>Who may: %1.</source>
        <translation>有权限的人：%1。</translation>
    </message>
    <message>
        <source>Nobody signed in, station %1</source>
        <translation>无人登录，%1 岗</translation>
    </message>
    <message>
        <source>Sign in first.</source>
        <translation>请先登录。</translation>
    </message>
    <message>
        <source>You may not do this. Somebody who may can sign for it here.</source>
        <translation>您没有这项权限。可由有权限的人在此签字。</translation>
    </message>
    <message>
        <source>This place is not among yours. Somebody else can sign for it here.</source>
        <translation>这个区域不归您管。可由别人在此签字。</translation>
    </message>
    <message>
        <source>Say why.</source>
        <translation>请写明原因。</translation>
    </message>
    <message>
        <source>A second person has to sign, with their own password.</source>
        <translation>须第二个人用自己的密码签字。</translation>
    </message>
    <message>
        <source>The second person has to be somebody else.</source>
        <translation>第二人不能是同一个人。</translation>
    </message>
    <message>
        <source>This person may not stand as second person. Ask a supervisor.</source>
        <translation>此人不能作为第二签字人，请找主管。</translation>
    </message>
    <message>
        <source>Name or password is not right. Look at Caps Lock, then try again.</source>
        <translation>姓名或密码不对。请看大写锁定键，再试一次。</translation>
    </message>
    <message>
        <source>Too many wrong passwords. Try again in %1 s. Alarms can be answered meanwhile.</source>
        <translation>密码错误次数太多，请 %1 秒后再试。报警照常可以处理。</translation>
    </message>
    <message>
        <source>The one who signed is no longer on duty. Sign the handover again.</source>
        <translation>签字的人已不在班，请重新签字交班。</translation>
    </message>
    <message>
        <source>Something is not counted or not explained yet.</source>
        <translation>还有物品没有清点或没有说明原因。</translation>
    </message>
    <message>
        <source>Too short: at least %1 letters or figures.</source>
        <translation>太短：至少 %1 位。</translation>
    </message>
    <message>
        <source>Too long: at most %1 letters.</source>
        <translation>太长：最多 %1 位。</translation>
    </message>
    <message>
        <source>This account is switched off. Ask a supervisor.</source>
        <translation>此账号已停用，请找主管。</translation>
    </message>
    <message>
        <source>Choose a password of your own now.</source>
        <translation>请现在换成自己的密码。</translation>
    </message>
    <message>
        <source>There is no account yet. The installer makes the first one.</source>
        <translation>还没有账号，请安装人员先建第一个。</translation>
    </message>
    <message>
        <source>The accounts were changed from outside and are not used. Alarms go on. Call the installer.</source>
        <translation>账号记录被外部改动，已停用。报警照常。请联系安装人员。</translation>
    </message>
    <message>
        <source>Nobody is signed in: sign in instead.</source>
        <translation>现在无人登录，请直接登录。</translation>
    </message>
    <message>
        <source>The one who comes on has to be somebody else.</source>
        <translation>接班人不能是交班人自己。</translation>
    </message>
    <message>
        <source>Enter a name.</source>
        <translation>请填写姓名。</translation>
    </message>
    <message>
        <source>This name is taken already.</source>
        <translation>这个姓名已被使用。</translation>
    </message>
    <message>
        <source>There is no such account.</source>
        <translation>没有这个账号。</translation>
    </message>
    <message>
        <source>The last installer&apos;s account has to stay.</source>
        <translation>最后一个安装人员账号必须保留。</translation>
    </message>
    <message>
        <source>There are accounts already. Sign in instead.</source>
        <translation>已经有账号了，请直接登录。</translation>
    </message>
    <message>
        <source>The two passwords differ.</source>
        <translation>两次输入的密码不一样。</translation>
    </message>
    <message>
        <source>Too easy to guess. Put several words together, for example.</source>
        <translation>太容易被猜到。例如可以把几个词连在一起。</translation>
    </message>
    <message>
        <source>The name must not be part of the password.</source>
        <translation>密码里不能有姓名。</translation>
    </message>
    <message>
        <source>The new password has to be another one.</source>
        <translation>新密码不能和旧密码一样。</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source>Accounts</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation>审计日志</translation>
    </message>
    <message>
        <source>Sheets of the page of people</source>
        <translation>人员页的两张表</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>first password not replaced yet</source>
        <translation>初始密码还没换</translation>
    </message>
    <message>
        <source>%1: saved.</source>
        <translation>%1：已保存。</translation>
    </message>
</context>
<context>
    <name>PeoplePart</name>
    <message>
        <source>People: %1</source>
        <translation>相关人员：%1 人</translation>
    </message>
    <message>
        <source>People concerned</source>
        <translation>相关人员</translation>
    </message>
    <message>
        <source>What the person is</source>
        <translation>人员身份</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Enter the person</source>
        <translation>登记人员</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Show names</source>
        <translation>显示姓名</translation>
    </message>
    <message>
        <source>(name not shown)</source>
        <translation>（姓名未显示）</translation>
    </message>
</context>
<context>
    <name>PeopleView</name>
    <message>
        <source>everywhere</source>
        <translation>全部区域</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Signs in as</source>
        <translation>登录名</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Zones</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>New account</source>
        <translation>新账号</translation>
    </message>
    <message>
        <source>Name as shown in records</source>
        <translation>记录中显示的姓名</translation>
    </message>
    <message>
        <source>Zones; none ticked means everywhere</source>
        <translation>区域（都不勾选表示全部）</translation>
    </message>
    <message>
        <source>First password, which the person replaces</source>
        <translation>初始密码（本人首次登录时更换）</translation>
    </message>
    <message>
        <source>Make the account</source>
        <translation>建立账号</translation>
    </message>
    <message>
        <source>Save role and zones</source>
        <translation>保存角色和区域</translation>
    </message>
    <message>
        <source>Set this password</source>
        <translation>设为此密码</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Switch on again</source>
        <translation>重新启用</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Back  Esc</source>
        <translation>返回 Esc</translation>
    </message>
</context>
<context>
    <name>PicturesPart</name>
    <message>
        <source>Pictures taken: %1</source>
        <extracomment>People that are seen at once; more are scrolled to.</extracomment>
        <translation>抓拍图片：%1 张</translation>
    </message>
    <message>
        <source>Pictures taken</source>
        <translation>抓拍图片</translation>
    </message>
</context>
<context>
    <name>PlanForm</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>English name</source>
        <translation>英文名称</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>楼层</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Metres per pixel</source>
        <translation>每像素米数</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>PNG, JPEG and SVG files in the site document&apos;s folder</source>
        <translation>站点文件所在文件夹里的 PNG、JPEG、SVG 图片</translation>
    </message>
</context>
<context>
    <name>Player</name>
    <message>
        <source>Recording: Space plays, comma and full stop go by single pictures</source>
        <extracomment>Looks for a new picture this often, milliseconds. A window being resized tells its picture&apos;s size after this rest, milliseconds.</extracomment>
        <translation>录像：空格播放，逗号和句号逐帧</translation>
    </message>
    <message>
        <source>Step back  ,</source>
        <translation>上一帧  ,</translation>
    </message>
    <message>
        <source>Step forward  .</source>
        <translation>下一帧  .</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Play  Space</source>
        <translation>播放  空格</translation>
    </message>
    <message>
        <source>Pause  Space</source>
        <translation>暂停  空格</translation>
    </message>
    <message>
        <source>picture %1 of %2</source>
        <translation>第 %1 帧，共 %2 帧</translation>
    </message>
    <message>
        <source>The file of this clip is no longer there</source>
        <translation>这段录像的文件已不存在</translation>
    </message>
    <message>
        <source>No clip chosen</source>
        <translation>未选择录像</translation>
    </message>
    <message>
        <source>This clip cannot be read: its file is damaged</source>
        <translation>这段录像无法读取：文件已损坏</translation>
    </message>
</context>
<context>
    <name>Plots</name>
    <message>
        <source>The curve is being prepared</source>
        <extracomment>Width of curves, of limits and of axes, in pixels at 100 %.</extracomment>
        <translation>正在准备曲线</translation>
    </message>
</context>
<context>
    <name>PointView</name>
    <message>
        <source>watching</source>
        <extracomment>Which mark a state carries: the shapes of priorities are known, hollow says that nothing is announced.</extracomment>
        <translation>监视中</translation>
    </message>
    <message>
        <source>in alarm</source>
        <translation>报警中</translation>
    </message>
    <message>
        <source>put aside</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>disarmed</source>
        <translation>已撤防</translation>
    </message>
    <message>
        <source>out of service</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>armed</source>
        <translation>已布防</translation>
    </message>
    <message>
        <source>%1, by hand</source>
        <translation>%1（人工）</translation>
    </message>
    <message>
        <source>%1, by schedule</source>
        <translation>%1（按时间表）</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>到 %1</translation>
    </message>
    <message>
        <source>Say why first.</source>
        <extracomment>Minutes a point may be put aside for, and the one that is offered first.</extracomment>
        <translation>请先写明原因。</translation>
    </message>
    <message>
        <source>Say who walks there meanwhile, and how often.</source>
        <translation>请写明期间谁去巡查、多久一次。</translation>
    </message>
    <message>
        <source>%1 set aside</source>
        <translation>%1 个已搁置</translation>
    </message>
    <message>
        <source>Zones</source>
        <translation>防区</translation>
    </message>
    <message>
        <source>Alarm points</source>
        <translation>报警点</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>防区</translation>
    </message>
    <message>
        <source>Arming</source>
        <translation>布防</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>由谁处理</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>报警点</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>到何时</translation>
    </message>
    <message>
        <source>Who and why</source>
        <translation>谁、为何</translation>
    </message>
    <message>
        <source>Only what is set aside</source>
        <translation>只看搁置、撤防、停用和异常的</translation>
    </message>
    <message>
        <source>Why (kept in the record)</source>
        <translation>原因（写入记录）</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Patrol meanwhile (out of service)</source>
        <translation>期间巡查（停用时填）</translation>
    </message>
    <message>
        <source>Patrol meanwhile</source>
        <translation>期间巡查</translation>
    </message>
    <message>
        <source>For how long</source>
        <translation>多长时间</translation>
    </message>
    <message>
        <source>Arm zone</source>
        <translation>布防</translation>
    </message>
    <message>
        <source>Disarm zone</source>
        <translation>撤防</translation>
    </message>
    <message>
        <source>Put aside</source>
        <translation>搁置</translation>
    </message>
    <message>
        <source>Take out of service</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Watch again</source>
        <translation>恢复监视</translation>
    </message>
</context>
<context>
    <name>PrivacyPage</name>
    <message>
        <source>These areas do not hold yet.</source>
        <extracomment>While areas are drawn, the picture is shown as it is for this long at a time.</extracomment>
        <translation>这些区域还没有生效。</translation>
    </message>
    <message>
        <source>Black from now on, live and in recordings, for everybody.</source>
        <translation>从现在起，实时画面和录像里都涂黑，对所有人有效。</translation>
    </message>
    <message>
        <source>These are no areas: edges may not cross, and every corner lies in the picture.</source>
        <translation>区域无效：边不能交叉，每个角都要在画面内。</translation>
    </message>
    <message>
        <source>The areas cannot be written: %1</source>
        <translation>区域无法保存：%1</translation>
    </message>
</context>
<context>
    <name>Ptz</name>
    <message>
        <source>it cannot be reached: check its power and network cable</source>
        <translation>连接不上：请检查电源和网线</translation>
    </message>
    <message>
        <source>it does not answer in time</source>
        <translation>没有及时应答</translation>
    </message>
    <message>
        <source>it ended the connection</source>
        <translation>连接被摄像机断开</translation>
    </message>
    <message>
        <source>it refuses user name or password: correct them in the site file</source>
        <translation>用户名或密码被拒绝：请在站点文件中改正</translation>
    </message>
    <message>
        <source>its certificate is not trusted: check its fingerprint in the site file</source>
        <translation>证书不受信任：请核对站点文件中的指纹</translation>
    </message>
    <message>
        <source>it does not offer this</source>
        <translation>摄像机不支持此操作</translation>
    </message>
    <message>
        <source>it has no profile that turns: check profile = in the site file</source>
        <translation>没有可控云台的配置：请检查站点文件中的 profile</translation>
    </message>
    <message>
        <source>it has no such preset</source>
        <translation>没有这个预置位</translation>
    </message>
    <message>
        <source>it refused the movement</source>
        <translation>摄像机拒绝转动</translation>
    </message>
    <message>
        <source>it sends data that cannot be understood</source>
        <translation>应答无法识别</translation>
    </message>
    <message>
        <source>%1: %2 turns it and has it for %3 s more.</source>
        <translation>%1：%2 正在控制，还有 %3 秒。</translation>
    </message>
    <message>
        <source>%1: the alarm is turning it. Press again.</source>
        <translation>%1：正在转向报警位置，请再按一次。</translation>
    </message>
    <message>
        <source>%1 cannot be turned: %2.</source>
        <translation>%1 无法控制：%2。</translation>
    </message>
    <message>
        <source>Connecting to the camera</source>
        <translation>正在连接摄像机</translation>
    </message>
    <message>
        <source>Cannot be turned: %1</source>
        <translation>无法控制：%1</translation>
    </message>
    <message>
        <source>The alarm is turning it</source>
        <translation>正在转向报警位置</translation>
    </message>
    <message>
        <source>%1 has it for %2 s more</source>
        <translation>%1 正在控制，还有 %2 秒</translation>
    </message>
    <message>
        <source>Yours for %1 s; each movement begins them anew</source>
        <translation>由您控制，还有 %1 秒；每次转动重新计时</translation>
    </message>
    <message>
        <source>Nobody turns it. The first movement makes it yours for 30 s.</source>
        <translation>现在无人控制。一转动即由您控制 30 秒。</translation>
    </message>
</context>
<context>
    <name>PtzPad</name>
    <message>
        <source>Preset %1: %2</source>
        <extracomment>Row by row: sign, pan, tilt; the middle is home.</extracomment>
        <translation>预置位 %1：%2</translation>
    </message>
    <message>
        <source>Turn camera  C</source>
        <translation>云台控制  C</translation>
    </message>
    <message>
        <source>Presets  1–9</source>
        <translation>预置位  1–9</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>原位</translation>
    </message>
    <message>
        <source>Leave  Esc</source>
        <translation>退出  Esc</translation>
    </message>
    <message>
        <source>Turn home</source>
        <translation>回到原位</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation>向左转</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>向右转</translation>
    </message>
    <message>
        <source>Turn up</source>
        <translation>向上转</translation>
    </message>
    <message>
        <source>Turn down</source>
        <translation>向下转</translation>
    </message>
    <message>
        <source>Turn up and left</source>
        <translation>向左上转</translation>
    </message>
    <message>
        <source>Turn up and right</source>
        <translation>向右上转</translation>
    </message>
    <message>
        <source>Turn down and left</source>
        <translation>向左下转</translation>
    </message>
    <message>
        <source>Turn down and right</source>
        <translation>向右下转</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>拉近</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>拉远</translation>
    </message>
    <message>
        <source>Turn camera</source>
        <translation>云台控制</translation>
    </message>
</context>
<context>
    <name>Register</name>
    <message>
        <source>Police</source>
        <translation>公安</translation>
    </message>
    <message>
        <source>Court or other authority</source>
        <translation>法院或其他机关</translation>
    </message>
    <message>
        <source>Resident</source>
        <translation>业主、住户</translation>
    </message>
    <message>
        <source>Company, insurer</source>
        <translation>公司、保险</translation>
    </message>
    <message>
        <source>Our own people</source>
        <translation>本单位人员</translation>
    </message>
    <message>
        <source>Looking for the footage</source>
        <translation>正在查找录像</translation>
    </message>
    <message>
        <source>Making copies to look at</source>
        <translation>正在制作查看用副本</translation>
    </message>
    <message>
        <source>Writing and signing</source>
        <translation>正在写入并签名</translation>
    </message>
    <message>
        <source>Fill in first: %1.</source>
        <translation>请先填写：%1。</translation>
    </message>
    <message>
        <source>Too little room in %1. Free some, or choose another place.</source>
        <translation>%1 空间不足。请腾出空间，或换一个位置。</translation>
    </message>
    <message>
        <source>This stick takes no file of this size (FAT32). Choose a folder instead of one ZIP file.</source>
        <translation>此 U 盘（FAT32）存不下这么大的文件。请改选“一个文件夹”。</translation>
    </message>
    <message>
        <source>%1 cannot be written to. Choose another place.</source>
        <translation>%1 不能写入。请换一个位置。</translation>
    </message>
    <message>
        <source>%1 cannot be written to. Is the stick still there?</source>
        <translation>%1 不能写入。U 盘还插着吗？</translation>
    </message>
    <message>
        <source>A recording is no longer there: %1. Nothing was handed out.</source>
        <translation>录像已不存在：%1。没有导出任何内容。</translation>
    </message>
    <message>
        <source>A recording is not what was recorded: %1. Nothing was handed out. Call the installer.</source>
        <translation>录像与录制时不符：%1。没有导出任何内容，请联系安装人员。</translation>
    </message>
    <message>
        <source>A recording cannot be read: %1. Nothing was handed out.</source>
        <translation>录像无法读取：%1。没有导出任何内容。</translation>
    </message>
    <message>
        <source>No masked copy could be made of %1. Nothing was handed out.</source>
        <translation>无法为 %1 制作涂黑副本。没有导出任何内容。</translation>
    </message>
    <message>
        <source>The station that recorded %1 cannot be reached. Try again later.</source>
        <translation>录制 %1 的值守台联系不上，请稍后再试。</translation>
    </message>
    <message>
        <source>What is private on %1 is lost: nothing of it is handed out until somebody who may declares its private areas (Ctrl+Shift+P).</source>
        <translation>%1 的隐私区域丢失：在有权限的人确认隐私区域（Ctrl+Shift+P）之前，它的录像不能交出。</translation>
    </message>
    <message>
        <source>The station that recorded %1 has lost what is private on it: its areas are to be declared there first (Ctrl+Shift+P).</source>
        <translation>录制 %1 的站丢失了它的隐私区域：要先在那个站确认（Ctrl+Shift+P）。</translation>
    </message>
    <message>
        <source>Stopped; nothing was written.</source>
        <translation>已停止，没有写入任何内容。</translation>
    </message>
    <message>
        <source>Footage is handed out only for an entry in the register.</source>
        <translation>须先有调阅登记才能导出录像。</translation>
    </message>
    <message>
        <source>This entry of the register is void: %1.</source>
        <translation>这条调阅登记已作废：%1。</translation>
    </message>
    <message>
        <source>There is no recording of this time.</source>
        <translation>这段时间没有录像。</translation>
    </message>
    <message>
        <source>void</source>
        <translation>已作废</translation>
    </message>
    <message>
        <source>Entered</source>
        <translation>登记</translation>
    </message>
    <message>
        <source>Footage</source>
        <translation>录像范围</translation>
    </message>
    <message>
        <source>Void because</source>
        <translation>作废原因</translation>
    </message>
    <message>
        <source>%1 files, %2 MB</source>
        <translation>%1 个文件，%2 MB</translation>
    </message>
    <message>
        <source>private areas shown</source>
        <translation>含隐私区域</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>证据包</translation>
    </message>
    <message>
        <source>Manifest&apos;s SHA-256</source>
        <translation>清单 SHA-256</translation>
    </message>
    <message>
        <source>Signer&apos;s fingerprint</source>
        <translation>签名指纹</translation>
    </message>
    <message>
        <source>1. Keep this sheet apart from the package: the fingerprint above is what proves it.</source>
        <translation>1. 本单请与证据包分开保管：上面的指纹是核验的依据。</translation>
    </message>
    <message>
        <source>2. Open verify.html of the package in a browser, and type the fingerprint.</source>
        <translation>2. 用浏览器打开证据包里的 verify.html，输入指纹。</translation>
    </message>
    <message>
        <source>3. Or, which proves more: watchroom verify PACKAGE --fingerprint FINGERPRINT</source>
        <translation>3. 或用证明力更强的方法：watchroom verify 证据包 --fingerprint 指纹</translation>
    </message>
    <message>
        <source>Received by</source>
        <translation>接收人</translation>
    </message>
    <message>
        <source>Handed out by</source>
        <translation>交付人</translation>
    </message>
    <message>
        <source>Request and package</source>
        <translation>申请与证据包</translation>
    </message>
    <message>
        <source>How to check the package</source>
        <translation>如何核验证据包</translation>
    </message>
    <message>
        <source>Signatures and dates</source>
        <translation>签名与日期</translation>
    </message>
    <message>
        <source>Footage handed out: %1</source>
        <translation>录像调阅登记单：%1</translation>
    </message>
    <message>
        <source>What is not in the package %1</source>
        <extracomment>Within this many seconds of the time asked for, all of it is missing.</extracomment>
        <translation>证据包 %1 里没有的内容</translation>
    </message>
    <message>
        <source>This was not noted at that time; the report in the package says it.</source>
        <translation>当时没有记下这一项；请看包内的报告。</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录像</translation>
    </message>
    <message>
        <source>Time asked for</source>
        <translation>调阅的时段</translation>
    </message>
    <message>
        <source>Private areas stay black; what lies behind them is not handed out.</source>
        <translation>隐私区域一直涂黑，其后的画面没有交付。</translation>
    </message>
    <message>
        <source>It may hold more of this, and could not be reached when the package was made.</source>
        <translation>该台可能还有相关录像，做包时联系不上。</translation>
    </message>
    <message>
        <source>Station %1</source>
        <translation>值守台 %1</translation>
    </message>
    <message>
        <source>None is missing of the time asked for.</source>
        <translation>调阅时段的录像齐全，没有缺少。</translation>
    </message>
    <message>
        <source>No recording at all of this time.</source>
        <translation>该时段完全没有录像。</translation>
    </message>
    <message>
        <source>No recording from %1 to %2 (%3)</source>
        <translation>%1 至 %2 没有录像（%3）</translation>
    </message>
</context>
<context>
    <name>RegisterView</name>
    <message>
        <source>Number</source>
        <translation>登记号</translation>
    </message>
    <message>
        <source>Who asks</source>
        <translation>申请方</translation>
    </message>
    <message>
        <source>Handed out</source>
        <translation>交付</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation>批准人</translation>
    </message>
    <message>
        <source>Register of footage requests</source>
        <translation>录像调阅登记</translation>
    </message>
    <message>
        <source>Find: name, unit, document, number, fingerprint</source>
        <translation>查找：姓名、单位、文书、编号、指纹</translation>
    </message>
    <message>
        <source>No entry.</source>
        <translation>没有登记。</translation>
    </message>
    <message>
        <source>Sheet to print (PDF)</source>
        <translation>生成登记单（PDF，供打印）</translation>
    </message>
    <message>
        <source>These entries to print (PDF)</source>
        <translation>生成以上登记的清单（PDF，供打印）</translation>
    </message>
    <message>
        <source>Hand out for this entry</source>
        <translation>按此登记导出</translation>
    </message>
    <message>
        <source>Void this entry</source>
        <translation>作废此登记</translation>
    </message>
    <message>
        <source>Why it is void</source>
        <translation>作废原因</translation>
    </message>
</context>
<context>
    <name>Replay</name>
    <message>
        <source>REPLAY</source>
        <translation>回放</translation>
    </message>
    <message>
        <source>The file of this recording is no longer there</source>
        <translation>这段录像的文件已不在</translation>
    </message>
    <message>
        <source>This recording cannot be read: its file is damaged</source>
        <translation>这段录像读不出来：文件已损坏</translation>
    </message>
    <message>
        <source>The station that has this recording cannot be reached</source>
        <translation>存有这段录像的岗位联系不上</translation>
    </message>
    <message>
        <source>The station that has this recording does not give it</source>
        <translation>存有这段录像的岗位不提供</translation>
    </message>
    <message>
        <source>No room on the disk to fetch this recording</source>
        <translation>硬盘没有空间取回这段录像</translation>
    </message>
    <message>
        <source>Fetching the recording</source>
        <translation>正在取录像</translation>
    </message>
    <message>
        <source>Nobody knows any more what is private here: its file is damaged. Nothing recorded is shown until somebody who may declares the private areas (Ctrl+Shift+P).</source>
        <translation>这里哪些地方不许看，现在没人知道：文件坏了。在有权限的人确认隐私区域（Ctrl+Shift+P）之前，不显示任何录像。</translation>
    </message>
    <message>
        <source>Nothing was recorded here at this time</source>
        <translation>这个时间没有录像</translation>
    </message>
    <message>
        <source>Looking for the recording</source>
        <translation>正在找录像</translation>
    </message>
    <message>
        <source>key pictures only</source>
        <translation>只显示关键画面</translation>
    </message>
    <message>
        <source>picture damaged</source>
        <translation>画面损坏</translation>
    </message>
    <message>
        <source>its clock %1 s</source>
        <translation>摄像机时钟 %1 秒</translation>
    </message>
    <message>
        <source>sound</source>
        <translation>有声音</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>已保留</translation>
    </message>
</context>
<context>
    <name>ReplayBar</name>
    <message>
        <source>Speed: slower or backwards, rest, faster (J, K, L)</source>
        <translation>速度：减速或倒放、暂停、加速 (J, K, L)</translation>
    </message>
    <message>
        <source>Go to (G)</source>
        <translation>转到时间 (G)</translation>
    </message>
    <message>
        <source>Go to a time, such as 02:14 or 11-20 02:14 or -30 for seconds</source>
        <translation>转到某个时间，如 02:14 或 11-20 02:14，或 -30 表示倒退 30 秒</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>上一画面</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Step forward</source>
        <translation>下一画面</translation>
    </message>
    <message>
        <source>Previous incident</source>
        <translation>上一事件</translation>
    </message>
    <message>
        <source>Next incident</source>
        <translation>下一事件</translation>
    </message>
    <message>
        <source>From here</source>
        <translation>从此处</translation>
    </message>
    <message>
        <source>To here</source>
        <translation>到此处</translation>
    </message>
    <message>
        <source>Bookmark</source>
        <translation>书签</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>All marks</source>
        <translation>全部标记</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>找目标</translation>
    </message>
    <message>
        <source>Show private areas</source>
        <translation>显示隐私区域</translation>
    </message>
    <message>
        <source>Hide private areas</source>
        <translation>重新涂黑</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>回实时</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Private areas of this camera are black. Those with the right can show them for a while; a reason is asked.</source>
        <extracomment>Name of each act that a button asks for, and its key as it stands on the button. Two rows of two groups each: at the left, and at the right. What a button says while what it asks for is on.</extracomment>
        <translation>这台摄像机的隐私区域已涂黑。有权限的人写明理由后可以看几分钟。</translation>
    </message>
    <message>
        <source>Private areas of this camera are shown until %1. It is in the audit log.</source>
        <translation>这台摄像机的隐私区域显示到 %1，已记入审计日志。</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>目标框</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>摄像机</translation>
    </message>
</context>
<context>
    <name>ReplayDesk</name>
    <message>
        <source>No camera looks at this place.</source>
        <extracomment>Boxes are read for so many seconds about the position, so often. Footage that could not be had is looked for again so often, seconds. The cameras start so long before an alarm.</extracomment>
        <translation>没有摄像机看到这个地方。</translation>
    </message>
    <message>
        <source>Sixteen cameras at most. Delete takes one out.</source>
        <translation>最多十六路。按 Delete 取下一路。</translation>
    </message>
    <message>
        <source>No pictures here. Space plays on to where there are some.</source>
        <translation>这里没有画面。按空格会接着放到有录像的地方。</translation>
    </message>
    <message>
        <source>That is not a time. Type it as 02:14, 02:14:09 or 11-20 02:14.</source>
        <translation>看不懂这个时间。请输入 02:14、02:14:09 或 11-20 02:14。</translation>
    </message>
    <message>
        <source>This time has not come yet.</source>
        <translation>这个时间还没有到。</translation>
    </message>
    <message>
        <source>Nothing later is noted for this camera.</source>
        <translation>这台摄像机之后没有记录的事件。</translation>
    </message>
    <message>
        <source>Nothing earlier is noted for this camera.</source>
        <translation>这台摄像机之前没有记录的事件。</translation>
    </message>
    <message>
        <source>First choose from where to where: [ and ].</source>
        <translation>请先选一段：起点按 [，终点按 ]。</translation>
    </message>
    <message>
        <source>The sound of cameras is switched off in the site document.</source>
        <translation>站点文件中已关闭摄像机声音。</translation>
    </message>
    <message>
        <source>Here the recordings end. F1 goes back to the live pictures.</source>
        <translation>录像到此为止。按 F1 回到实时画面。</translation>
    </message>
    <message>
        <source>Too fast for all pictures: key pictures only</source>
        <translation>速度太快，只显示关键画面</translation>
    </message>
    <message>
        <source>No more recordings in this direction.</source>
        <translation>这个方向没有更多录像。</translation>
    </message>
    <message>
        <source>Nothing was recorded in between: gone on to where there is something.</source>
        <translation>中间没有录像，已跳到有录像的地方。</translation>
    </message>
</context>
<context>
    <name>ReplayMarks</name>
    <message>
        <source>all cameras</source>
        <extracomment>A hold without a selection keeps so much before and after the position, seconds.</extracomment>
        <translation>全部摄像机</translation>
    </message>
</context>
<context>
    <name>ReplayPage</name>
    <message>
        <source>Ins opens the list of cameras. Ctrl+R on an alarm or an incident opens it here.</source>
        <translation>按 Ins 打开摄像机列表。在报警或事件上按 Ctrl+R，可在这里回放。</translation>
    </message>
</context>
<context>
    <name>ReplaySearch</name>
    <message>
        <source>Nothing more of this kind was seen in this direction.</source>
        <extracomment>How far back is looked where no time is chosen, seconds; playback starts so long before a hit. A hit&apos;s picture is of its middle, but no later than this, seconds.</extracomment>
        <translation>这个方向上没有再看到这类目标。</translation>
    </message>
    <message>
        <source>all cameras</source>
        <translation>所有摄像机</translation>
    </message>
    <message>
        <source>the cameras shown</source>
        <translation>正在回放的摄像机</translation>
    </message>
    <message>
        <source>That is not a time. Type it as 02:14, 02:14:09 or 11-20 02:14.</source>
        <translation>时间写法不对。请写成 02:14、02:14:09 或 11-20 02:14。</translation>
    </message>
    <message>
        <source>The end must be later than the beginning.</source>
        <translation>结束时间要晚于开始时间。</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>正在查找</translation>
    </message>
    <message>
        <source>Detection is off: nothing is kept of what cameras see.</source>
        <translation>画面识别没有开：没有保存摄像机看到的目标。</translation>
    </message>
    <message>
        <source>What was seen cannot be read: see F4.</source>
        <translation>看到的记录读不出来，请看 F4。</translation>
    </message>
    <message>
        <source>%1 or more</source>
        <translation>%1 个以上</translation>
    </message>
    <message>
        <source>Seen: %1.</source>
        <translation>看到：%1。</translation>
    </message>
    <message>
        <source>Nothing of this was seen then.</source>
        <translation>那时没有看到这类目标。</translation>
    </message>
    <message>
        <source>Nothing is kept yet of what cameras see.</source>
        <translation>还没有保存摄像机看到的目标。</translation>
    </message>
    <message>
        <source>Kept since %1 only.</source>
        <translation>只保存了 %1 以来的。</translation>
    </message>
</context>
<context>
    <name>ReplayTimeline</name>
    <message>
        <source>Timeline of the recordings: wheel shows more or less, drag chooses a time</source>
        <extracomment>Rows from the top, each in its colour; what is missing is hatched. Notches closer than this belong to one turn; each counts for so much more than the one before, up to the last. How many thumbnails are kept, one for so many pixels of the timeline; their size. More marks than one each so many pixels would be a smear: the gravest of those is drawn.</extracomment>
        <translation>录像时间轴：滚轮放大缩小，拖动选择时间</translation>
    </message>
    <message>
        <source>recorded</source>
        <translation>有录像</translation>
    </message>
    <message>
        <source>motion</source>
        <translation>有移动</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺录像</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>已保留</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>没有录像</translation>
    </message>
</context>
<context>
    <name>ReplayUnmask</name>
    <message>
        <source>%1 has no private areas.</source>
        <extracomment>Pictures further apart than this, seconds, are two stretches: somebody went elsewhere. Stretches that one entry names; what is shown beyond is in the last of them.</extracomment>
        <translation>%1 没有隐私区域。</translation>
    </message>
    <message>
        <source>PRIVATE AREAS SHOWN until %1 (U ends it)</source>
        <translation>正在显示隐私区域，至 %1（按 U 结束）</translation>
    </message>
    <message>
        <source>PRIVATE: until %1</source>
        <translation>隐私区域：至 %1</translation>
    </message>
</context>
<context>
    <name>ReplayWall</name>
    <message>
        <source>Pictures of the past: up and down choose a camera, Enter enlarges it</source>
        <translation>回放画面：上下键选摄像机，回车放大</translation>
    </message>
</context>
<context>
    <name>ReplayWays</name>
    <message>
        <source>Select a picture of the wall first: arrow keys.</source>
        <extracomment>Opens what is chosen; and, on any window, the last seconds of the live tile that is selected.</extracomment>
        <translation>请先用方向键在画面墙上选一路。</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>发生时间</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>防区</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Disposition</source>
        <translation>定性</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Acknowledged after (s)</source>
        <translation>确认用时（秒）</translation>
    </message>
    <message>
        <source>Acknowledged by</source>
        <translation>确认人</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>结案时间</translation>
    </message>
    <message>
        <source>Closed by</source>
        <translation>结案人</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>报警次数</translation>
    </message>
    <message>
        <source>Opened by</source>
        <translation>登记人</translation>
    </message>
    <message>
        <source>Drill</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>People</source>
        <translation>相关人员</translation>
    </message>
    <message>
        <source>The newest incidents</source>
        <translation>最近的事件</translation>
    </message>
    <message>
        <source>an alarm</source>
        <translation>报警</translation>
    </message>
    <message>
        <source>Cameras on screen then</source>
        <translation>当时屏幕上的摄像机</translation>
    </message>
    <message>
        <source>The incident</source>
        <translation>事件概况</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>处置步骤</translation>
    </message>
    <message>
        <source>History</source>
        <translation>经过</translation>
    </message>
    <message>
        <source>When, what, who</source>
        <translation>时间、内容、人员</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>复核</translation>
    </message>
    <message>
        <source>Incident %1</source>
        <translation>事件 %1</translation>
    </message>
    <message>
        <source>This was a drill.</source>
        <translation>本事件为演练。</translation>
    </message>
    <message>
        <source>%1 incidents, %2 of them opened by hand; drills are left out.</source>
        <translation>共 %1 起事件，其中手动登记 %2 起；不含演练。</translation>
    </message>
    <message>
        <source>%1: %2 in %3 incidents</source>
        <translation>%1：%3 个事件，共 %2</translation>
    </message>
    <message>
        <source>within %1 s: %2 % (our target %3 %)</source>
        <translation>%1 秒内：%2 %（自定目标 %3 %）</translation>
    </message>
    <message>
        <source>False alarms (orange) of all alarms (grey)</source>
        <translation>误报（橙色）与全部报警（灰色）</translation>
    </message>
    <message>
        <source>Answered within our own targets</source>
        <translation>按自定目标及时确认</translation>
    </message>
    <message>
        <source>Time to the acknowledgement</source>
        <translation>确认用时</translation>
    </message>
    <message>
        <source>False alarms by point</source>
        <translation>各报警点误报次数</translation>
    </message>
    <message>
        <source>Time that points cost</source>
        <translation>各点位占用的处置时间</translation>
    </message>
    <message>
        <source>Who took notice</source>
        <translation>谁确认了报警</translation>
    </message>
    <message>
        <source>The ten worst points, and a setting for each</source>
        <translation>误报最多的十个报警点及建议设置</translation>
    </message>
    <message>
        <source>Incidents and alarms %1</source>
        <translation>事件与报警统计 %1</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>not done</source>
        <translation>未完成</translation>
    </message>
    <message>
        <source>does not apply</source>
        <translation>不需要</translation>
    </message>
    <message>
        <source>half (dark) and nine of ten (grey) acknowledged within, our targets dashed</source>
        <translation>半数（深色）与九成（灰色）的确认用时，虚线为自定目标</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>身份</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>By</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>意见</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>及时确认</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Half within (s)</source>
        <translation>半数用时（秒）</translation>
    </message>
    <message>
        <source>Nine of ten within (s)</source>
        <translation>九成用时（秒）</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>点位</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>事件数</translation>
    </message>
    <message>
        <source>From notice to end, all together</source>
        <translation>从确认到结束，合计</translation>
    </message>
    <message>
        <source>Half within</source>
        <translation>半数在</translation>
    </message>
    <message>
        <source>False</source>
        <translation>误报</translation>
    </message>
</context>
<context>
    <name>ReportDesk</name>
    <message>
        <source>The figures are being read. Try again in a moment.</source>
        <extracomment>Pictures taken by hand are made this wide in a report. Incidents that a report of a period lists at most; all of them are in the spreadsheet.</extracomment>
        <translation>正在统计，请稍后再试。</translation>
    </message>
    <message>
        <source>Made on %1 by %2, station %3</source>
        <translation>%1 由 %2 在值守台 %3 制作</translation>
    </message>
    <message>
        <source>It is in %1</source>
        <translation>已保存到 %1</translation>
    </message>
    <message>
        <source>Stopped; nothing was written.</source>
        <translation>已停止，没有写入文件。</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>History</source>
        <extracomment>Shares of the page&apos;s width: the list needs this much to show five columns whole on a screen of 1366.</extracomment>
        <translation>经过</translation>
    </message>
    <message>
        <source>Export evidence (Ctrl+E)</source>
        <translation>导出证据（Ctrl+E）</translation>
    </message>
    <message>
        <source>Report (PDF)</source>
        <translation>报告（PDF）</translation>
    </message>
    <message>
        <source>The incident</source>
        <translation>这件事</translation>
    </message>
    <message>
        <source>Recordings and history</source>
        <translation>录像与经过</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Figures and reports</source>
        <translation>统计与报告</translation>
    </message>
</context>
<context>
    <name>RuleEditor</name>
    <message>
        <source>Camera</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Rules of this camera</source>
        <translation>这台摄像机的规则</translation>
    </message>
    <message>
        <source>Detection rules on the picture</source>
        <translation>画面上的检测规则</translation>
    </message>
    <message>
        <source>New area  N</source>
        <translation>新建区域  N</translation>
    </message>
    <message>
        <source>New line  L</source>
        <translation>新建线  L</translation>
    </message>
    <message>
        <source>Turn line  R</source>
        <translation>调转线  R</translation>
    </message>
    <message>
        <source>Remove  Del</source>
        <translation>删除  Del</translation>
    </message>
    <message>
        <source>Undo  Ctrl+Z</source>
        <translation>撤销  Ctrl+Z</translation>
    </message>
    <message>
        <source>Redo  Ctrl+Y</source>
        <translation>重做  Ctrl+Y</translation>
    </message>
    <message>
        <source>Try on the last 7 days</source>
        <translation>看看过去 7 天会怎样</translation>
    </message>
    <message>
        <source>As published</source>
        <translation>恢复为已发布</translation>
    </message>
    <message>
        <source>Use from now on</source>
        <translation>立即按此检测</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Drag over the picture for an area, with Shift for a line; drag a corner, the middle of an edge, or all of it. Tab: next corner, arrows move it, Shift finer, Ctrl the whole rule; Insert and Backspace: corners; PgUp and PgDown: rules. Pictures that are covered, moved, blurred, frozen or replayed are found on every camera without a rule.</source>
        <translation>在画面上拖动画区域，按住 Shift 拖动画线；可拖动角点、边的中点或整个区域。Tab 换角点，方向键移动，加 Shift 细调，加 Ctrl 移动整条规则；Insert 加角点，Backspace 删角点；PgUp、PgDown 换规则。镜头被遮挡、被移动，画面模糊、定格或重放，每台摄像机都会自动发现，不用画规则。</translation>
    </message>
</context>
<context>
    <name>RuleForm</name>
    <message>
        <source>Watches for</source>
        <extracomment>What may count, as the model names it. Kinds of which boxes and classes are not asked.</extracomment>
        <translation>检测什么</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>最多人数</translation>
    </message>
    <message>
        <source>Who or what</source>
        <translation>哪些目标</translation>
    </message>
    <message>
        <source>Least confidence</source>
        <translation>最低置信度</translation>
    </message>
    <message>
        <source>Height in the picture, from and to</source>
        <translation>目标在画面中的高度（从、到）</translation>
    </message>
    <message>
        <source>Report after</source>
        <translation>持续多久才报</translation>
    </message>
    <message>
        <source>Again after an absence of</source>
        <translation>离开多久后再报</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>时段</translation>
    </message>
    <message>
        <source>Alarm point</source>
        <translation>报警点</translation>
    </message>
    <message>
        <source>Only in the area drawn</source>
        <translation>只在所画区域内</translation>
    </message>
    <message>
        <source>Least height in the picture</source>
        <translation>目标的最小高度</translation>
    </message>
    <message>
        <source>Largest height in the picture</source>
        <translation>目标的最大高度</translation>
    </message>
    <message>
        <source>None ticked: people or vehicles, as the kind needs</source>
        <translation>都不勾选：按规则种类检测人或车辆</translation>
    </message>
    <message>
        <source>as usual for the kind</source>
        <translation>按该种类的默认值</translation>
    </message>
    <message>
        <source>always; or mon-fri 22:00-06:00</source>
        <translation>全天；或写 mon-fri 22:00-06:00</translation>
    </message>
    <message>
        <source>the camera&apos;s own</source>
        <translation>该摄像机自己的</translation>
    </message>
</context>
<context>
    <name>RuleTrial</name>
    <message>
        <source>This kind needs the pictures themselves: it cannot be tried on the past.</source>
        <extracomment>What is kept from so much later than asked, seconds, is said.</extracomment>
        <translation>这一种要看画面本身，不能用过去的记录来试。</translation>
    </message>
    <message>
        <source>Trying on what was seen in the last 7 days</source>
        <translation>正在用过去 7 天看到的目标试</translation>
    </message>
    <message>
        <source>What was seen cannot be read: see F4.</source>
        <translation>看到的记录读不出来，请看 F4。</translation>
    </message>
    <message>
        <source>Nothing that this camera saw in the last 7 days is kept: it cannot be said.</source>
        <translation>这台摄像机过去 7 天看到的目标没有保存，说不出来。</translation>
    </message>
    <message>
        <source>In the last 7 days it would have reported about %1 times, at most %2 on one day, last %3.</source>
        <translation>过去 7 天大约会报 %1 次，一天最多 %2 次，最近一次 %3。</translation>
    </message>
    <message>
        <source>In the last 7 days it would have reported nothing.</source>
        <translation>过去 7 天不会报。</translation>
    </message>
    <message>
        <source>%1 of these because something moved: no model ran.</source>
        <translation>其中 %1 次只是有东西在动：当时没有模型。</translation>
    </message>
    <message>
        <source>Seen and kept since %1 only.</source>
        <translation>只保存了 %1 以来看到的。</translation>
    </message>
</context>
<context>
    <name>RuleWords</name>
    <message>
        <source>Someone in an area</source>
        <translation>有人进入区域</translation>
    </message>
    <message>
        <source>Line crossed</source>
        <translation>越线</translation>
    </message>
    <message>
        <source>Loitering</source>
        <translation>徘徊</translation>
    </message>
    <message>
        <source>Too many people</source>
        <translation>人员聚集</translation>
    </message>
    <message>
        <source>Vehicle the wrong way</source>
        <translation>车辆逆行</translation>
    </message>
    <message>
        <source>Vehicle stopped</source>
        <translation>车辆停留</translation>
    </message>
    <message>
        <source>Thing left behind</source>
        <translation>遗留物品</translation>
    </message>
    <message>
        <source>Thing taken away</source>
        <translation>物品被拿走</translation>
    </message>
    <message>
        <source>Person lying</source>
        <translation>有人倒地</translation>
    </message>
    <message>
        <source>Fire seen</source>
        <translation>发现明火</translation>
    </message>
    <message>
        <source>Smoke seen</source>
        <translation>发现烟雾</translation>
    </message>
    <message>
        <source>Both ways</source>
        <translation>双向</translation>
    </message>
    <message>
        <source>To the right hand of the line</source>
        <translation>朝线的右侧</translation>
    </message>
    <message>
        <source>To the left hand of the line</source>
        <translation>朝线的左侧</translation>
    </message>
    <message>
        <source>Nothing is drawn yet: an area has three corners or more, a line two.</source>
        <translation>还没有画好：区域至少三个角点，线至少两个端点。</translation>
    </message>
    <message>
        <source>The area&apos;s edges cross each other: pull its corners apart.</source>
        <translation>区域的边互相交叉：请把角点拉开。</translation>
    </message>
    <message>
        <source>The area is too small to stand in: pull its corners apart.</source>
        <translation>区域太小，站不下人：请把角点拉开。</translation>
    </message>
    <message>
        <source>The line is too short to cross: pull its ends apart.</source>
        <translation>线太短，无法跨越：请把两端拉开。</translation>
    </message>
    <message>
        <source>The least height must be below the largest.</source>
        <translation>最小高度必须小于最大高度。</translation>
    </message>
    <message>
        <source>These are no hours. Write them like mon-fri 22:00-06:00; sat 00:00-24:00</source>
        <translation>时段写法不对。请这样写：mon-fri 22:00-06:00; sat 00:00-24:00</translation>
    </message>
</context>
<context>
    <name>RulesPage</name>
    <message>
        <source>This draft is not published yet.</source>
        <extracomment>A draft is written so soon after the last step, ms.</extracomment>
        <translation>这份草稿还没有发布。</translation>
    </message>
    <message>
        <source>These rules are in force now. The previous version is kept beside the file.</source>
        <translation>这些规则现在生效。之前的版本保存在文件旁边。</translation>
    </message>
    <message>
        <source>Somebody else has published rules for this camera. As published shows them; Undo brings yours back.</source>
        <translation>其间有人发布了这台摄像机的规则。“恢复为已发布”可看到，“撤销”可取回您的草稿。</translation>
    </message>
    <message>
        <source>The rules cannot be written to %1: %2.</source>
        <translation>规则无法写入 %1：%2。</translation>
    </message>
</context>
<context>
    <name>SeatSteering</name>
    <message>
        <source>%1 is a fixed camera: it does not turn.</source>
        <translation>%1 是固定摄像机，不能转动。</translation>
    </message>
</context>
<context>
    <name>SeatUnmask</name>
    <message>
        <source>%1 has no private areas.</source>
        <translation>%1 没有隐私区域。</translation>
    </message>
    <message>
        <source>PRIVATE AREAS SHOWN until %1 (U ends it)</source>
        <translation>正在显示隐私区域，至 %1（按 U 结束）</translation>
    </message>
</context>
<context>
    <name>SeenView</name>
    <message>
        <source>Who was where</source>
        <extracomment>Of a hit&apos;s picture, in pixels of a usual screen.</extracomment>
        <translation>找人、找车</translation>
    </message>
    <message>
        <source>What</source>
        <translation>找什么</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>在哪里</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
    <message>
        <source>What stood still, too</source>
        <translation>不动的也找</translation>
    </message>
    <message>
        <source>Search  Enter</source>
        <translation>查找  Enter</translation>
    </message>
    <message>
        <source>Go there  Enter</source>
        <translation>到那里看  Enter</translation>
    </message>
    <message>
        <source>Previous  Shift+N</source>
        <translation>上一个  Shift+N</translation>
    </message>
    <message>
        <source>Next  N</source>
        <translation>下一个  N</translation>
    </message>
    <message>
        <source>What was seen, the newest first</source>
        <translation>看到的目标，新的在前</translation>
    </message>
    <message>
        <source>no picture was recorded</source>
        <translation>没有录下画面</translation>
    </message>
    <message>
        <source>people</source>
        <translation>人</translation>
    </message>
    <message>
        <source>vehicles</source>
        <translation>车辆</translation>
    </message>
    <message>
        <source>bicycles</source>
        <translation>自行车</translation>
    </message>
    <message>
        <source>animals</source>
        <translation>动物</translation>
    </message>
    <message>
        <source>bags and cases</source>
        <translation>包和箱子</translation>
    </message>
    <message>
        <source>something that moved</source>
        <translation>动过的东西</translation>
    </message>
    <message>
        <source>anything</source>
        <translation>任何目标</translation>
    </message>
</context>
<context>
    <name>SelfCheck</name>
    <message>
        <source>ok</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>not present</source>
        <translation>没有</translation>
    </message>
    <message>
        <source>degraded</source>
        <translation>降级</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>Site file</source>
        <translation>站点文件</translation>
    </message>
    <message>
        <source>Passwords</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>屏幕</translation>
    </message>
    <message>
        <source>Chinese font</source>
        <translation>中文字体</translation>
    </message>
    <message>
        <source>H.264 decoding</source>
        <translation>H.264 解码</translation>
    </message>
    <message>
        <source>H.265 decoding</source>
        <translation>H.265 解码</translation>
    </message>
    <message>
        <source>Motion JPEG decoding</source>
        <translation>Motion JPEG 解码</translation>
    </message>
    <message>
        <source>Inference runtime</source>
        <translation>推理引擎</translation>
    </message>
    <message>
        <source>Detection model</source>
        <translation>检测模型</translation>
    </message>
    <message>
        <source>Device messages</source>
        <translation>设备消息</translation>
    </message>
    <message>
        <source>Shared database</source>
        <translation>共享数据库</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录像</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>its library ended the process (%exit%) %note%</source>
        <translation>其程序库使进程异常退出（%exit%）%note%</translation>
    </message>
    <message>
        <source>Install the package again, then send crash.log to whoever maintains this station.</source>
        <translation>请重新安装软件包，并把 crash.log 发给本站的维护人员。</translation>
    </message>
    <message>
        <source>no answer within %seconds% s %note%</source>
        <translation>%seconds% 秒内没有响应 %note%</translation>
    </message>
    <message>
        <source>Restart the computer; check its drivers.</source>
        <translation>请重新启动电脑；检查驱动程序。</translation>
    </message>
    <message>
        <source>the variable %name% named in the site file is not set</source>
        <translation>站点文件中引用的变量 %name% 未设置</translation>
    </message>
    <message>
        <source>Set it for the user that the station runs as.</source>
        <translation>请为运行本站的用户设置它。</translation>
    </message>
    <message>
        <source>the file %name% named in the site file cannot be read</source>
        <translation>站点文件中引用的文件 %name% 无法读取</translation>
    </message>
    <message>
        <source>Create it, readable for the user that the station runs as.</source>
        <translation>请创建该文件，并让运行本站的用户可读。</translation>
    </message>
    <message>
        <source>See every mistake with: watchroom check %file%</source>
        <translation>查看全部错误：watchroom check %file%</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>还没有</translation>
    </message>
    <message>
        <source>Try the program with: watchroom demo</source>
        <translation>试用本程序：watchroom demo</translation>
    </message>
    <message>
        <source>%file%, %cameras% cameras</source>
        <translation>%file%，%cameras% 路摄像机</translation>
    </message>
    <message>
        <source>%count% mistakes; what is good is used</source>
        <translation>%count% 处错误；正确的部分照常使用</translation>
    </message>
    <message>
        <source>%count% mistakes, no usable camera</source>
        <translation>%count% 处错误，没有可用的摄像机</translation>
    </message>
    <message>
        <source>%width%x%height% by %platform%</source>
        <translation>%width%x%height%，%platform%</translation>
    </message>
    <message>
        <source>no display here; drawing works off screen (%platform%)</source>
        <translation>此处没有显示器；可以离屏绘制（%platform%）</translation>
    </message>
    <message>
        <source>Start it from the desktop to see the wall.</source>
        <translation>请从桌面启动，才能看到电视墙。</translation>
    </message>
    <message>
        <source>%platform% has no screen</source>
        <translation>%platform% 没有屏幕</translation>
    </message>
    <message>
        <source>Connect a screen.</source>
        <translation>请连接显示器。</translation>
    </message>
    <message>
        <source>%family%</source>
        <translation>%family%</translation>
    </message>
    <message>
        <source>no font has the characters of the interface</source>
        <translation>没有字体包含界面所需的文字</translation>
    </message>
    <message>
        <source>Install one: %advice%</source>
        <translation>请安装字体：%advice%</translation>
    </message>
    <message>
        <source>Install the package again.</source>
        <translation>请重新安装软件包。</translation>
    </message>
    <message>
        <source>%width%x%height% in %ms% ms</source>
        <translation>%width%x%height%，%ms% 毫秒</translation>
    </message>
    <message>
        <source>frames do not decode: %reason%</source>
        <translation>无法解码画面：%reason%</translation>
    </message>
    <message>
        <source>OpenVINO %version% on %devices%</source>
        <translation>OpenVINO %version%，设备 %devices%</translation>
    </message>
    <message>
        <source>OpenVINO does not load: %reason%</source>
        <translation>OpenVINO 无法加载：%reason%</translation>
    </message>
    <message>
        <source>OpenVINO computes wrongly: %reason%</source>
        <translation>OpenVINO 计算结果有误：%reason%</translation>
    </message>
    <message>
        <source>detection is switched off in the site file</source>
        <translation>已在站点文件中关闭目标检测</translation>
    </message>
    <message>
        <source>none; motion detection stands in</source>
        <translation>没有模型；由移动侦测代替</translation>
    </message>
    <message>
        <source>Add one: watchroom models add PATH</source>
        <translation>添加模型：watchroom models add PATH</translation>
    </message>
    <message>
        <source>%model% on %device%</source>
        <translation>%model%，运行于 %device%</translation>
    </message>
    <message>
        <source>%model% is not there</source>
        <translation>%model% 不存在</translation>
    </message>
    <message>
        <source>Add it with watchroom models add PATH, or change [detection] model in the site file.</source>
        <translation>用 watchroom models add PATH 添加，或修改站点文件中 [detection] 的 model。</translation>
    </message>
    <message>
        <source>%model% is not the one that was added</source>
        <translation>%model% 与当初添加的不一致</translation>
    </message>
    <message>
        <source>Add it anew from a source you trust.</source>
        <translation>请从可信来源重新添加。</translation>
    </message>
    <message>
        <source>%model% cannot be read</source>
        <translation>%model% 无法读取</translation>
    </message>
    <message>
        <source>Add it anew: watchroom models add PATH</source>
        <translation>请重新添加：watchroom models add PATH</translation>
    </message>
    <message>
        <source>%model% is no detection model of a known kind</source>
        <translation>%model% 不是已知类型的检测模型</translation>
    </message>
    <message>
        <source>Use a YOLO detection model as OpenVINO folder or .onnx.</source>
        <translation>请使用 YOLO 检测模型（OpenVINO 文件夹或 .onnx）。</translation>
    </message>
    <message>
        <source>%model% does not say what it knows</source>
        <translation>%model% 没有说明它能认出什么</translation>
    </message>
    <message>
        <source>Give the server the metadata of the model&apos;s export, as the guide says.</source>
        <translation>请按说明书，把模型导出时的元数据写进服务器的配置。</translation>
    </message>
    <message>
        <source>the inference server does not answer</source>
        <translation>推理服务器没有应答</translation>
    </message>
    <message>
        <source>Start it, or change [detection] model in the site file.</source>
        <translation>请启动它，或修改站点文件中 [detection] 的 model。</translation>
    </message>
    <message>
        <source>%model%: the device named in the settings is absent</source>
        <translation>%model%：设置中指定的设备不存在</translation>
    </message>
    <message>
        <source>Set [detection] device to auto.</source>
        <translation>请把 [detection] 的 device 设为 auto。</translation>
    </message>
    <message>
        <source>no sound device %reason%</source>
        <translation>没有声音设备 %reason%</translation>
    </message>
    <message>
        <source>Connect loudspeakers: alarms of priority 1 are spoken.</source>
        <translation>请接上音箱：一级报警要语音播报。</translation>
    </message>
    <message>
        <source>Chinese and English, %seconds% s said</source>
        <translation>中文和英文，共念了 %seconds% 秒</translation>
    </message>
    <message>
        <source>switched off in the site file</source>
        <translation>站点文件里已关闭</translation>
    </message>
    <message>
        <source>alarms cannot be called by their names: %reason%</source>
        <translation>报警不能报名称：%reason%</translation>
    </message>
    <message>
        <source>the sound library does not load: %reason%</source>
        <translation>声音程序库无法加载：%reason%</translation>
    </message>
    <message>
        <source>%free_gb% GB free in %folder%</source>
        <translation>%folder% 剩余 %free_gb% GB</translation>
    </message>
    <message>
        <source>those of cameras and devices can be read</source>
        <translation>摄像机和设备的密码都能读到</translation>
    </message>
    <message>
        <source>in the data folder</source>
        <translation>保存在数据文件夹里</translation>
    </message>
    <message>
        <source>in %folder%</source>
        <translation>保存在 %folder%</translation>
    </message>
    <message>
        <source>the folder %folder% is not there: nothing is recorded</source>
        <translation>文件夹 %folder% 不存在：不会录像</translation>
    </message>
    <message>
        <source>Connect its disk and make the folder, or change [recording] folder.</source>
        <translation>请接好硬盘并建好这个文件夹，或修改站点文件中 [recording] 的 folder。</translation>
    </message>
    <message>
        <source>Free space or add a disk: clips need it.</source>
        <translation>请清理空间或增加磁盘：录像需要空间。</translation>
    </message>
    <message>
        <source>Free space now: soon nothing can be recorded.</source>
        <translation>请立即清理空间：很快将无法录像。</translation>
    </message>
    <message>
        <source>%folder% cannot be written: %reason%</source>
        <translation>%folder% 无法写入：%reason%</translation>
    </message>
    <message>
        <source>Give the station&apos;s user the right to write there, or name another data_dir.</source>
        <translation>请给运行本站的用户写入权限，或另设 data_dir。</translation>
    </message>
    <message>
        <source>follows a time server</source>
        <translation>已与时间服务器同步</translation>
    </message>
    <message>
        <source>plausible; this system does not say whether it follows a server</source>
        <translation>时间合理；本系统不报告是否与服务器同步</translation>
    </message>
    <message>
        <source>follows no time server</source>
        <translation>未与时间服务器同步</translation>
    </message>
    <message>
        <source>Switch on network time: times in evidence must be right.</source>
        <translation>请打开网络校时：证据的时间必须准确。</translation>
    </message>
    <message>
        <source>shows a time before this program was made</source>
        <translation>时间早于本程序的制作日期</translation>
    </message>
    <message>
        <source>Set the date and time.</source>
        <translation>请设置日期和时间。</translation>
    </message>
    <message>
        <source>the station is running and has it</source>
        <translation>本站正在运行并占用</translation>
    </message>
    <message>
        <source>the built-in broker can listen on %address%</source>
        <translation>内置消息服务可以监听 %address%</translation>
    </message>
    <message>
        <source>the built-in broker cannot listen on %address%: %reason%</source>
        <translation>内置消息服务无法监听 %address%：%reason%</translation>
    </message>
    <message>
        <source>Stop the other program on that port, or change [broker] listen.</source>
        <translation>请停止占用该端口的程序，或修改 [broker] 的 listen。</translation>
    </message>
    <message>
        <source>no broker in the site file: no device can report</source>
        <translation>站点文件中没有消息服务：任何设备都无法上报</translation>
    </message>
    <message>
        <source>Set [broker] built_in = true, or name a url.</source>
        <translation>请设置 [broker] built_in = true，或填写 url。</translation>
    </message>
    <message>
        <source>%address% takes the station&apos;s account</source>
        <translation>%address% 接受本站账号</translation>
    </message>
    <message>
        <source>%address% does not answer: %reason%</source>
        <translation>%address% 没有应答：%reason%</translation>
    </message>
    <message>
        <source>Check the address, the network and that the broker runs.</source>
        <translation>请检查地址、网络以及消息服务是否运行。</translation>
    </message>
    <message>
        <source>%address% refuses: %reason%</source>
        <translation>%address% 拒绝：%reason%</translation>
    </message>
    <message>
        <source>Check user name and password in [broker].</source>
        <translation>请检查 [broker] 中的用户名和密码。</translation>
    </message>
    <message>
        <source>none named: this station keeps its records alone</source>
        <translation>未指定：记录只保存在本站</translation>
    </message>
    <message>
        <source>%address% answers</source>
        <translation>%address% 有应答</translation>
    </message>
    <message>
        <source>Check the address, the account and that PostgreSQL runs. Nothing is lost meanwhile.</source>
        <translation>请检查地址、账号以及 PostgreSQL 是否运行。其间不会丢失任何记录。</translation>
    </message>
    <message>
        <source>the URL cannot be used: %reason%</source>
        <translation>该 URL 无法使用：%reason%</translation>
    </message>
    <message>
        <source>Write it as postgresql://user@host/database.</source>
        <translation>请写成 postgresql://用户@主机/数据库。</translation>
    </message>
</context>
<context>
    <name>Severity</name>
    <message>
        <source>Critical</source>
        <translation>紧急</translation>
    </message>
    <message>
        <source>High</source>
        <translation>严重</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>轻微</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>记录</translation>
    </message>
</context>
<context>
    <name>SeverityBand</name>
    <message>
        <source>%1 more waiting</source>
        <translation>还有 %1 起等待</translation>
    </message>
</context>
<context>
    <name>SignInDesk</name>
    <message>
        <source>%1 has a new password.</source>
        <extracomment>What an act&apos;s page does with the future of the act tried again.</extracomment>
        <translation>%1 的密码已更换。</translation>
    </message>
    <message>
        <source>%1 is signed in.</source>
        <translation>%1 已登录。</translation>
    </message>
</context>
<context>
    <name>SignInPanel</name>
    <message>
        <source>Sign out</source>
        <extracomment>Which fields each mode shows, from the top. Pixels at 100 %.</extracomment>
        <translation>退出</translation>
    </message>
    <message>
        <source>Sign out %1</source>
        <translation>让 %1 退出登录</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Signature needed</source>
        <translation>需要签字</translation>
    </message>
    <message>
        <source>Second person</source>
        <translation>第二人签字</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>First account: the installer</source>
        <translation>第一个账号：安装人员</translation>
    </message>
    <message>
        <source>Sign in  Enter</source>
        <translation>登录  回车</translation>
    </message>
    <message>
        <source>Sign and do it  Enter</source>
        <translation>签字并执行  回车</translation>
    </message>
    <message>
        <source>Sign as second person  Enter</source>
        <translation>作为第二人签字  回车</translation>
    </message>
    <message>
        <source>Do it  Enter</source>
        <translation>执行  回车</translation>
    </message>
    <message>
        <source>Change password  Enter</source>
        <translation>更换密码  回车</translation>
    </message>
    <message>
        <source>Make the account  Enter</source>
        <translation>建立账号  回车</translation>
    </message>
    <message>
        <source>Hand over the shift  Ctrl+Shift+J</source>
        <translation>交接班  Ctrl+Shift+J</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>更换密码</translation>
    </message>
    <message>
        <source>Accounts  Ctrl+Shift+G</source>
        <translation>账号管理  Ctrl+Shift+G</translation>
    </message>
    <message>
        <source>Close  Esc</source>
        <translation>关闭  Esc</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Name as shown in records</source>
        <translation>记录中显示的姓名</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>New password again</source>
        <translation>再输一次新密码</translation>
    </message>
</context>
<context>
    <name>SiteMap</name>
    <message>
        <source>Zone</source>
        <translation>防区</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Alarm point</source>
        <translation>报警点</translation>
    </message>
    <message>
        <source>Door</source>
        <translation>门</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>道闸</translation>
    </message>
    <message>
        <source>Stall</source>
        <translation>车位</translation>
    </message>
    <message>
        <source>Equipment</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>live</source>
        <translation>有画面</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>无画面</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>put aside</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>out of service</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>disarmed</source>
        <translation>已撤防</translation>
    </message>
    <message>
        <source>open</source>
        <translation>开</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>关</translation>
    </message>
    <message>
        <source>moving</source>
        <translation>动作中</translation>
    </message>
    <message>
        <source>stuck</source>
        <translation>卡住</translation>
    </message>
    <message>
        <source>taken</source>
        <translation>有车</translation>
    </message>
    <message>
        <source>free</source>
        <translation>空位</translation>
    </message>
    <message>
        <source>Alarm: %1</source>
        <translation>报警：%1</translation>
    </message>
    <message>
        <source>Drill: %1</source>
        <translation>演练：%1</translation>
    </message>
    <message>
        <source>%1 alarms</source>
        <translation>%1 条报警</translation>
    </message>
    <message>
        <source>over</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>not acknowledged</source>
        <translation>未确认</translation>
    </message>
    <message>
        <source>acknowledged</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>DRILL</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>Enter shows the alarm</source>
        <translation>按回车看报警</translation>
    </message>
    <message>
        <source>Enter shows the picture</source>
        <translation>按回车看画面</translation>
    </message>
    <message>
        <source>Enter shows the zone</source>
        <translation>按回车看防区</translation>
    </message>
    <message>
        <source>%1, there since %2</source>
        <translation>%1，%2 到场</translation>
    </message>
    <message>
        <source>%1, sent %2</source>
        <translation>%1，%2 派出</translation>
    </message>
    <message>
        <source>Site plan %1, alarms: %2</source>
        <translation>平面图 %1，报警 %2 条</translation>
    </message>
    <message>
        <source>Click the corners in turn; the first one or Enter closes the zone. Esc ends.</source>
        <translation>依次点击各个角；点回第一个角或按回车完成防区。Esc 取消。</translation>
    </message>
    <message>
        <source>Click where it stands; Enter puts it into the middle. Esc ends.</source>
        <translation>点击它所在的位置；按回车放在中间。Esc 取消。</translation>
    </message>
    <message>
        <source>Choose something with the mouse or Tab, or place something from the list.</source>
        <translation>用鼠标或 Tab 选一样，或从列表里放一样。</translation>
    </message>
    <message>
        <source>Arrows move, Shift+arrows turn and lengthen, Alt+arrows widen. Del removes.</source>
        <translation>方向键移动，Shift+方向键转动、加长，Alt+方向键加宽。Del 移走。</translation>
    </message>
    <message>
        <source>Space: next corner. Arrows move it, Ins adds one, Del removes one.</source>
        <translation>空格：下一个角。方向键移动，Ins 加一个角，Del 去掉一个角。</translation>
    </message>
    <message>
        <source>Arrows move, Shift+arrows turn. Del removes.</source>
        <translation>方向键移动，Shift+方向键转动。Del 移走。</translation>
    </message>
    <message>
        <source>Arrows move, with Ctrl finely. Del removes.</source>
        <translation>方向键移动，加 Ctrl 微调。Del 移走。</translation>
    </message>
</context>
<context>
    <name>SiteMapSetup</name>
    <message>
        <source>The image %1 cannot be read.</source>
        <translation>无法读取图片 %1。</translation>
    </message>
    <message>
        <source>What is chosen</source>
        <translation>选中的东西</translation>
    </message>
    <message>
        <source>Plan %1</source>
        <translation>平面图 %1</translation>
    </message>
    <message>
        <source>%1 (on another plan)</source>
        <translation>%1（在另一张图上）</translation>
    </message>
    <message>
        <source>Place it</source>
        <translation>放到图上</translation>
    </message>
    <message>
        <source>Remove  Del</source>
        <translation>移走  Del</translation>
    </message>
    <message>
        <source>Undo  Ctrl+Z</source>
        <translation>撤销  Ctrl+Z</translation>
    </message>
    <message>
        <source>Redo  Ctrl+Y</source>
        <translation>重做  Ctrl+Y</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移走</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>发布</translation>
    </message>
    <message>
        <source>As published</source>
        <translation>恢复已发布</translation>
    </message>
    <message>
        <source>Back  Esc</source>
        <translation>返回  Esc</translation>
    </message>
    <message>
        <source>Snap to lines</source>
        <translation>对齐</translation>
    </message>
    <message>
        <source>Draw on from the plans that hold; Undo brings the draft back</source>
        <translation>从现用的平面图重新开始；撤销可找回草稿</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>What was changed, and why</source>
        <translation>改了什么，为什么</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>平面图</translation>
    </message>
    <message>
        <source>Kind of thing</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Not on this plan yet</source>
        <translation>还没有放到图上的</translation>
    </message>
    <message>
        <source>Name, image and scale of this plan</source>
        <translation>此平面图的名称、图片和比例</translation>
    </message>
    <message>
        <source>New plan</source>
        <translation>新建平面图</translation>
    </message>
    <message>
        <source>Remove this plan</source>
        <translation>移走这张平面图</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>SitePlanPage</name>
    <message>
        <source>Set up</source>
        <extracomment>Entered in the audit log where the sheet is opened; publishing asks for its own reason.</extracomment>
        <translation>设置</translation>
    </message>
    <message>
        <source>Draw the plans: for the installer and the supervisor</source>
        <translation>绘制平面图：安装人员和主管可用</translation>
    </message>
</context>
<context>
    <name>SitePlanSetup</name>
    <message>
        <source>This draft is not published yet.</source>
        <extracomment>A draft is written so soon after the last step, ms.</extracomment>
        <translation>草稿还没有发布。</translation>
    </message>
    <message>
        <source>Published. The version before is kept beside it.</source>
        <translation>已发布。原来的版本保存在旁边。</translation>
    </message>
    <message>
        <source>Somebody else published plans meanwhile. As published shows them; Undo brings yours back.</source>
        <translation>期间有人发布了新的平面图。按“恢复已发布”查看；撤销可找回您的草稿。</translation>
    </message>
    <message>
        <source>The plans cannot be written to %1: %2. The draft is kept.</source>
        <translation>无法写入 %1：%2。草稿已保留。</translation>
    </message>
</context>
<context>
    <name>SitePlans</name>
    <message>
        <source>There is no site plan yet. The installer draws one: Set up.</source>
        <extracomment>Rows of alarms without a place that are seen at once; the others are reached by scrolling. From this width on, in pixels at 100 %, there are buttons for what keys and wheel do too. Drawings held at a time; those of plans that were not looked at lately are read again when they are.</extracomment>
        <translation>还没有平面图。请安装人员绘制：设置。</translation>
    </message>
    <message>
        <source>The image of this plan cannot be read: %1. What stands on it is shown all the same.</source>
        <translation>无法读取此平面图的图片：%1。图上的内容照常显示。</translation>
    </message>
    <message>
        <source>Click a camera to see its picture</source>
        <translation>点击摄像机看画面</translation>
    </message>
    <message>
        <source>On no plan: %1</source>
        <translation>不在图上：%1</translation>
    </message>
    <message>
        <source>Plans</source>
        <translation>平面图</translation>
    </message>
    <message>
        <source>Alarms on no plan</source>
        <translation>不在图上的报警</translation>
    </message>
    <message>
        <source>Whole</source>
        <translation>全图</translation>
    </message>
    <message>
        <source>Show the whole plan (Home)</source>
        <translation>显示全图 (Home)</translation>
    </message>
    <message>
        <source>Nearer (+)</source>
        <translation>放大 (+)</translation>
    </message>
    <message>
        <source>Farther (-)</source>
        <translation>缩小 (-)</translation>
    </message>
</context>
<context>
    <name>SoundBar</name>
    <message>
        <source>Test the sound  %1</source>
        <translation>试听声音  %1</translation>
    </message>
    <message>
        <source>Plays the tone of each priority, the most urgent first, and then says a phrase.</source>
        <translation>依次播放各级提示音，最紧急的先响，最后念一句话。</translation>
    </message>
    <message>
        <source>Alarms are heard on %1, volume %2 %.</source>
        <translation>报警从“%1”发声，音量 %2 %。</translation>
    </message>
    <message>
        <source>Alarms cannot be heard: the edge of the window flashes instead.</source>
        <translation>报警发不出声：改为窗口四边闪光。</translation>
    </message>
    <message>
        <source>Test: critical, high, medium, low, then a phrase. Did you hear all five?</source>
        <translation>试听：紧急、严重、一般、轻微，最后一句话。五样都听到了吗？</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>, </source>
        <extracomment>Where there is little room, the people on duty get so much, in pixels at 100 %. Key of a part&apos;s line on the health page; &quot;&quot; for what has no room, &quot;alarms&quot; for the numbers of alarms.</extracomment>
        <translation>、</translation>
    </message>
    <message>
        <source>On duty: %1</source>
        <translation>值班：%1</translation>
    </message>
    <message>
        <source>Nobody signed in</source>
        <translation>无人登录</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>无人</translation>
    </message>
    <message>
        <source>Sign in or out (Ctrl+G)</source>
        <translation>登录或退出（Ctrl+G）</translation>
    </message>
    <message>
        <source>%1: %2 alarms, %3 not acknowledged</source>
        <translation>%1：%2 条报警，%3 条未确认</translation>
    </message>
    <message>
        <source>%1 alarms of the drill</source>
        <translation>演练报警 %1 条</translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>Perimeter alarm</source>
        <translation>周界报警</translation>
    </message>
    <message>
        <source>Fire alarm</source>
        <translation>火灾报警</translation>
    </message>
    <message>
        <source>Gas alarm</source>
        <translation>燃气报警</translation>
    </message>
    <message>
        <source>Help button</source>
        <translation>求助按钮</translation>
    </message>
    <message>
        <source>Door alarm</source>
        <translation>门禁报警</translation>
    </message>
    <message>
        <source>Tamper alarm</source>
        <translation>防拆报警</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>Plate on the blocklist</source>
        <translation>黑名单车牌</translation>
    </message>
    <message>
        <source>Water alarm</source>
        <translation>漏水报警</translation>
    </message>
    <message>
        <source>Device lost</source>
        <translation>设备失联</translation>
    </message>
    <message>
        <source>Clock fault</source>
        <translation>时钟故障</translation>
    </message>
    <message>
        <source>Sound fault</source>
        <translation>声音故障</translation>
    </message>
    <message>
        <source>Duty</source>
        <translation>值班</translation>
    </message>
    <message>
        <source>Intrusion</source>
        <translation>入侵</translation>
    </message>
    <message>
        <source>Fire or gas</source>
        <translation>火灾或燃气</translation>
    </message>
    <message>
        <source>Technical fault</source>
        <translation>设备故障</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Humidity</source>
        <translation>湿度</translation>
    </message>
    <message>
        <source>Pressure</source>
        <translation>压力</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>液位</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>电池</translation>
    </message>
    <message>
        <source>Lift</source>
        <translation>电梯</translation>
    </message>
    <message>
        <source>Pump</source>
        <translation>水泵</translation>
    </message>
    <message>
        <source>Equipment</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Theft</source>
        <translation>盗窃</translation>
    </message>
    <message>
        <source>Dispute</source>
        <translation>纠纷</translation>
    </message>
    <message>
        <source>Person ill or hurt</source>
        <translation>人员生病或受伤</translation>
    </message>
    <message>
        <source>Vehicle or parking</source>
        <translation>车辆或停车</translation>
    </message>
    <message>
        <source>Damage</source>
        <translation>财物损坏</translation>
    </message>
    <message>
        <source>Visitor</source>
        <translation>访客</translation>
    </message>
    <message>
        <source>Water, power or lift</source>
        <translation>水、电或电梯</translation>
    </message>
    <message>
        <source>Something else</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>beyond its limit</source>
        <translation>超出限值</translation>
    </message>
    <message>
        <source>wire cut</source>
        <translation>围栏断线</translation>
    </message>
    <message>
        <source>climbing</source>
        <translation>攀爬</translation>
    </message>
    <message>
        <source>beam broken</source>
        <translation>对射被遮断</translation>
    </message>
    <message>
        <source>person in the zone, seen by the camera</source>
        <translation>画面发现有人进入</translation>
    </message>
    <message>
        <source>smoke detector</source>
        <translation>感烟探测器</translation>
    </message>
    <message>
        <source>heat detector</source>
        <translation>感温探测器</translation>
    </message>
    <message>
        <source>manual call point</source>
        <translation>手动报警按钮</translation>
    </message>
    <message>
        <source>forced open</source>
        <translation>强行打开</translation>
    </message>
    <message>
        <source>held open</source>
        <translation>开门超时</translation>
    </message>
    <message>
        <source>mains power lost</source>
        <translation>市电断电</translation>
    </message>
    <message>
        <source>presence check missed</source>
        <translation>查岗未应答</translation>
    </message>
    <message>
        <source>duty log not written</source>
        <translation>值班日志未填写</translation>
    </message>
    <message>
        <source>nobody on duty</source>
        <translation>无人值班</translation>
    </message>
    <message>
        <source>connection lost</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>没有画面</translation>
    </message>
    <message>
        <source>several cameras of the zone at once</source>
        <translation>防区内多个摄像机同时中断</translation>
    </message>
    <message>
        <source>says nothing any more</source>
        <translation>长时间没有消息</translation>
    </message>
    <message>
        <source>its clock is wrong</source>
        <translation>设备时钟不准</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>picture frozen</source>
        <translation>画面静止不动</translation>
    </message>
    <message>
        <source>camera covered</source>
        <translation>镜头被遮挡</translation>
    </message>
    <message>
        <source>picture blurred</source>
        <translation>画面模糊</translation>
    </message>
    <message>
        <source>camera turned away</source>
        <translation>摄像机被移动</translation>
    </message>
    <message>
        <source>old recording replayed</source>
        <translation>重复播放旧录像</translation>
    </message>
    <message>
        <source>pressed by a resident</source>
        <translation>住户按下</translation>
    </message>
    <message>
        <source>Other alarm</source>
        <translation>其他报警</translation>
    </message>
    <message>
        <source>Duress alarm</source>
        <translation>胁迫报警</translation>
    </message>
    <message>
        <source>Barrier trouble</source>
        <translation>道闸故障</translation>
    </message>
    <message>
        <source>Video fault</source>
        <translation>视频故障</translation>
    </message>
    <message>
        <source>Signal input</source>
        <translation>信号输入</translation>
    </message>
    <message>
        <source>Disk fault</source>
        <translation>硬盘故障</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>备份提醒</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>录像</translation>
    </message>
    <message>
        <source>Parking stall misused</source>
        <translation>车位占用异常</translation>
    </message>
    <message>
        <source>the device does not say what exactly</source>
        <translation>设备没有说明具体原因</translation>
    </message>
    <message>
        <source>wire touched or shorted</source>
        <translation>围栏被碰或短路</translation>
    </message>
    <message>
        <source>fence voltage too low</source>
        <translation>围栏电压太低</translation>
    </message>
    <message>
        <source>fence shaken</source>
        <translation>围栏被摇动</translation>
    </message>
    <message>
        <source>line crossed, seen by the camera</source>
        <translation>画面发现有人越线</translation>
    </message>
    <message>
        <source>somebody in the area, seen by the camera</source>
        <translation>画面发现区域内有人</translation>
    </message>
    <message>
        <source>somebody loiters, seen by the camera</source>
        <translation>画面发现有人徘徊</translation>
    </message>
    <message>
        <source>something moves, seen by the camera</source>
        <translation>画面有动静</translation>
    </message>
    <message>
        <source>too many people, seen by the camera</source>
        <translation>画面发现人员聚集</translation>
    </message>
    <message>
        <source>vehicle going the wrong way, seen by the camera</source>
        <translation>画面发现车辆逆行</translation>
    </message>
    <message>
        <source>vehicle stands in the way, seen by the camera</source>
        <translation>画面发现车辆占道停车</translation>
    </message>
    <message>
        <source>something was left behind, seen by the camera</source>
        <translation>画面发现遗留物品</translation>
    </message>
    <message>
        <source>something was taken away, seen by the camera</source>
        <translation>画面发现物品被拿走</translation>
    </message>
    <message>
        <source>somebody lies on the ground, seen by the camera</source>
        <translation>画面发现有人倒地</translation>
    </message>
    <message>
        <source>case opened</source>
        <translation>外壳被打开</translation>
    </message>
    <message>
        <source>camera tampered with</source>
        <translation>镜头被破坏</translation>
    </message>
    <message>
        <source>on the blocklist</source>
        <translation>黑名单</translation>
    </message>
    <message>
        <source>plate read</source>
        <translation>读到车牌</translation>
    </message>
    <message>
        <source>flame detector</source>
        <translation>火焰探测器</translation>
    </message>
    <message>
        <source>flames, seen by the camera</source>
        <translation>画面发现明火</translation>
    </message>
    <message>
        <source>smoke, seen by the camera</source>
        <translation>画面发现烟雾</translation>
    </message>
    <message>
        <source>first warning of the detector</source>
        <translation>探测器预报警</translation>
    </message>
    <message>
        <source>valve or pump not as it should be</source>
        <translation>消防阀门或水泵状态不对</translation>
    </message>
    <message>
        <source>a linked device has answered</source>
        <translation>联动设备已动作</translation>
    </message>
    <message>
        <source>counts down to its start</source>
        <translation>正在延时启动</translation>
    </message>
    <message>
        <source>the device itself has a fault</source>
        <translation>设备自身故障</translation>
    </message>
    <message>
        <source>detector switched off at the panel</source>
        <translation>探测器在主机上被屏蔽</translation>
    </message>
    <message>
        <source>low</source>
        <translation>浓度低</translation>
    </message>
    <message>
        <source>high</source>
        <translation>浓度高</translation>
    </message>
    <message>
        <source>methane</source>
        <translation>甲烷</translation>
    </message>
    <message>
        <source>water on the floor</source>
        <translation>地面有水</translation>
    </message>
    <message>
        <source>somebody is in the lift</source>
        <translation>电梯里有人被困</translation>
    </message>
    <message>
        <source>line to the device lost</source>
        <translation>与设备的通信中断</translation>
    </message>
    <message>
        <source>battery weak</source>
        <translation>电池电量低</translation>
    </message>
    <message>
        <source>device defective</source>
        <translation>设备损坏</translation>
    </message>
    <message>
        <source>barrier stuck</source>
        <translation>道闸卡住</translation>
    </message>
    <message>
        <source>motor stopped</source>
        <translation>电机停转</translation>
    </message>
    <message>
        <source>ground loop defective</source>
        <translation>地感线圈坏了</translation>
    </message>
    <message>
        <source>contact closed</source>
        <translation>触点闭合</translation>
    </message>
    <message>
        <source>no backup was made</source>
        <translation>备份没有做成</translation>
    </message>
    <message>
        <source>backup overdue</source>
        <translation>很久没有备份</translation>
    </message>
    <message>
        <source>the disk for footage is gone</source>
        <translation>录像硬盘不见了</translation>
    </message>
    <message>
        <source>the disk for footage may not be written</source>
        <translation>录像硬盘不让写入</translation>
    </message>
    <message>
        <source>the disk for footage is full</source>
        <translation>录像硬盘满了</translation>
    </message>
    <message>
        <source>the disk for footage is full of what holds keep</source>
        <translation>录像硬盘满了，都是保留的录像</translation>
    </message>
    <message>
        <source>the disk for footage is too slow</source>
        <translation>录像硬盘太慢</translation>
    </message>
    <message>
        <source>footage cannot be written</source>
        <translation>录像写不进去</translation>
    </message>
    <message>
        <source>footage is missing</source>
        <translation>录像中断</translation>
    </message>
    <message>
        <source>footage will be kept too short</source>
        <translation>录像存不够天数</translation>
    </message>
    <message>
        <source>alarms cannot be heard</source>
        <translation>报警听不到</translation>
    </message>
    <message>
        <source>heard on another loudspeaker</source>
        <translation>改用别的音响</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新事件</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Being checked</source>
        <translation>核实中</translation>
    </message>
    <message>
        <source>Guard sent</source>
        <translation>已派人</translation>
    </message>
    <message>
        <source>Guard on scene</source>
        <translation>人员到场</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>已处置</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>已复核</translation>
    </message>
    <message>
        <source>Real</source>
        <translation>属实</translation>
    </message>
    <message>
        <source>False alarm</source>
        <translation>误报</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Nuisance</source>
        <translation>干扰报警</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Not acknowledged</source>
        <translation>未确认</translation>
    </message>
    <message>
        <source>Over, not acknowledged</source>
        <translation>已恢复，未确认</translation>
    </message>
    <message>
        <source>Waiting for reset</source>
        <translation>等待复位</translation>
    </message>
    <message>
        <source>Shelved</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>Disarmed</source>
        <translation>已撤防</translation>
    </message>
    <message>
        <source>Out of service</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>报警</translation>
    </message>
    <message>
        <source>Reported again</source>
        <translation>再次上报</translation>
    </message>
    <message>
        <source>The same as another station&apos;s alarm</source>
        <translation>与另一个岗位的报警是同一件事</translation>
    </message>
    <message>
        <source>Suppressed</source>
        <translation>已抑制</translation>
    </message>
    <message>
        <source>Back from the shelf</source>
        <translation>搁置结束</translation>
    </message>
    <message>
        <source>Armed</source>
        <translation>已布防</translation>
    </message>
    <message>
        <source>In service again</source>
        <translation>恢复使用</translation>
    </message>
    <message>
        <source>Back to normal</source>
        <translation>恢复正常</translation>
    </message>
    <message>
        <source>Priority changed</source>
        <translation>级别变化</translation>
    </message>
    <message>
        <source>Silenced</source>
        <translation>消音</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>复位</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>结案</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Handling</source>
        <translation>处置</translation>
    </message>
    <message>
        <source>Incident opened</source>
        <translation>建立事件</translation>
    </message>
    <message>
        <source>Described</source>
        <translation>补充说明</translation>
    </message>
    <message>
        <source>Person entered or taken out</source>
        <translation>登记或移除相关人员</translation>
    </message>
    <message>
        <source>Picture taken</source>
        <translation>抓拍</translation>
    </message>
    <message>
        <source>Case taken</source>
        <translation>已接手</translation>
    </message>
    <message>
        <source>On scene</source>
        <translation>到场</translation>
    </message>
    <message>
        <source>Free again</source>
        <translation>处置完毕归队</translation>
    </message>
    <message>
        <source>Seen by the cameras</source>
        <translation>摄像机所见</translation>
    </message>
    <message>
        <source>Waiting for its delay</source>
        <translation>延时等待中</translation>
    </message>
    <message>
        <source>Over before it was an alarm</source>
        <translation>延时内已恢复，未报警</translation>
    </message>
    <message>
        <source>Silent, may be over</source>
        <translation>已无信号，可能恢复</translation>
    </message>
    <message>
        <source>Escalated to others</source>
        <translation>已升级上报</translation>
    </message>
    <message>
        <source>Called a nuisance</source>
        <translation>标为干扰报警</translation>
    </message>
    <message>
        <source>Flood of alarms begins</source>
        <translation>报警洪峰开始</translation>
    </message>
    <message>
        <source>Flood of alarms is over</source>
        <translation>报警洪峰结束</translation>
    </message>
    <message>
        <source>Look at the picture for a second, then acknowledge.</source>
        <translation>请先看画面一秒，再确认。</translation>
    </message>
    <message>
        <source>Acknowledge every alarm of this incident first (F5).</source>
        <translation>请先逐条确认本事件的报警（F5）。</translation>
    </message>
    <message>
        <source>Choose a cause first.</source>
        <translation>请先选择原因。</translation>
    </message>
    <message>
        <source>It was called real. To change that, choose a cause.</source>
        <translation>已判为“属实”。要改，必须选原因。</translation>
    </message>
    <message>
        <source>The note is empty.</source>
        <translation>备注是空的。</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>没有可撤回的操作。</translation>
    </message>
    <message>
        <source>Choose first who is sent.</source>
        <translation>请先选择派谁去。</translation>
    </message>
    <message>
        <source>Nobody of that name was sent.</source>
        <translation>没有派出此人。</translation>
    </message>
    <message>
        <source>All who can help are called already: use the phone numbers.</source>
        <translation>能支援的都已呼叫，请按电话号码联系。</translation>
    </message>
    <message>
        <source>No test of the sound now: an alarm sounds, or there is no loudspeaker.</source>
        <translation>现在不能试听：正在报警，或者没有音响。</translation>
    </message>
    <message>
        <source>The gate has not answered yet.</source>
        <translation>道闸还没有应答。</translation>
    </message>
    <message>
        <source>This alarm is no longer open.</source>
        <translation>这条报警已经不在了。</translation>
    </message>
    <message>
        <source>Already acknowledged.</source>
        <translation>已经确认过了。</translation>
    </message>
    <message>
        <source>Tick the required steps first.</source>
        <translation>请先勾选必做步骤。</translation>
    </message>
    <message>
        <source>Who announced the test, and what for? Press F8, then a digit.</source>
        <translation>测试是谁通知的，为什么？按 F8，再按数字。</translation>
    </message>
    <message>
        <source>Say first what it was: F6 real, F7 false, F8 test.</source>
        <translation>请先给出结论：F6 属实，F7 误报，F8 测试。</translation>
    </message>
    <message>
        <source>The detector still reports the alarm. Reset it at the device first.</source>
        <translation>探测器仍在报警。请先在设备上复位。</translation>
    </message>
    <message>
        <source>The disk is full: nothing can be recorded. Call the installer now.</source>
        <translation>磁盘已满：什么都无法记录。请立即联系安装人员。</translation>
    </message>
    <message>
        <source>This incident is already closed.</source>
        <translation>本事件已经结案。</translation>
    </message>
    <message>
        <source>Camera fault</source>
        <translation>摄像机故障</translation>
    </message>
    <message>
        <source>Standing for too long</source>
        <translation>持续过久</translation>
    </message>
    <message>
        <source>No answer from the device: the command has expired. Try again or go there.</source>
        <translation>设备没有应答，指令已过期。请重试或到现场处理。</translation>
    </message>
    <message>
        <source>The device refused the command.</source>
        <translation>设备拒绝了指令。</translation>
    </message>
    <message>
        <source>The device is not connected.</source>
        <translation>设备未连接。</translation>
    </message>
    <message>
        <source>This did not work (%1).</source>
        <translation>没有成功（%1）。</translation>
    </message>
    <message>
        <source>A colleague already has this case.</source>
        <translation>同事已接手此事件。</translation>
    </message>
    <message>
        <source>A critical point is never put aside. A supervisor may take it out of service.</source>
        <translation>紧急报警点不能搁置。主管可以停用它。</translation>
    </message>
    <message>
        <source>Say why first.</source>
        <translation>请先写明原因。</translation>
    </message>
    <message>
        <source>A point is put aside for 10 minutes to 8 hours.</source>
        <translation>搁置时间为 10 分钟到 8 小时。</translation>
    </message>
    <message>
        <source>A point is out of service for 7 days at most.</source>
        <translation>停用最长 7 天。</translation>
    </message>
    <message>
        <source>A second person has to sign.</source>
        <translation>需要第二个人签字。</translation>
    </message>
    <message>
        <source>This is not a step of handling.</source>
        <translation>这不是处理步骤。</translation>
    </message>
    <message>
        <source>Close the incident first.</source>
        <translation>请先结束事件。</translation>
    </message>
    <message>
        <source>This incident is not known here.</source>
        <translation>本岗没有此事件。</translation>
    </message>
    <message>
        <source>This person is not in the incident any more.</source>
        <translation>这个人已不在该事件中。</translation>
    </message>
    <message>
        <source>Where an alarm is and how urgent, the alarm itself says.</source>
        <translation>报警的防区和级别由报警本身决定，不能改写。</translation>
    </message>
    <message>
        <source>Connecting to the sound of %1</source>
        <translation>正在连接 %1 的声音</translation>
    </message>
    <message>
        <source>You hear %1. Ctrl+H ends it.</source>
        <translation>正在听 %1。按 Ctrl+H 结束。</translation>
    </message>
    <message>
        <source>The sound of %1 is lost; it is tried again.</source>
        <translation>%1 的声音中断，正在重试。</translation>
    </message>
    <message>
        <source>%1 has no sound.</source>
        <translation>%1 没有声音。</translation>
    </message>
    <message>
        <source>There is no loudspeaker to hear %1.</source>
        <translation>没有扬声器，听不到 %1。</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <extracomment>How much one notch of the wheel shows more or less.</extracomment>
        <translation>时间轴</translation>
    </message>
</context>
<context>
    <name>Times</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 天 %2 小时</translation>
    </message>
</context>
<context>
    <name>TourBar</name>
    <message>
        <source>Back  Ctrl+PgUp</source>
        <translation>上一组  Ctrl+PgUp</translation>
    </message>
    <message>
        <source>Next  Ctrl+PgDown</source>
        <translation>下一组  Ctrl+PgDown</translation>
    </message>
    <message>
        <source>Go on  Ctrl+T</source>
        <extracomment>From this width on, in pixels at 100 %, the buttons show their keys.</extracomment>
        <translation>继续  Ctrl+T</translation>
    </message>
    <message>
        <source>Hold  Ctrl+T</source>
        <translation>暂停  Ctrl+T</translation>
    </message>
    <message>
        <source>Previous step of the tour</source>
        <translation>轮巡上一组</translation>
    </message>
    <message>
        <source>Next step of the tour</source>
        <translation>轮巡下一组</translation>
    </message>
    <message>
        <source>Let the tour go on</source>
        <translation>继续轮巡</translation>
    </message>
    <message>
        <source>Hold the tour</source>
        <translation>暂停轮巡</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>第 %1/%2 组</translation>
    </message>
    <message>
        <source>next in %1 s</source>
        <translation>%1 秒后切换</translation>
    </message>
    <message>
        <source>HELD</source>
        <translation>已暂停</translation>
    </message>
</context>
<context>
    <name>ToursPanel</name>
    <message>
        <source>Tour</source>
        <translation>轮巡</translation>
    </message>
    <message>
        <source>Name of the tour</source>
        <translation>轮巡名称</translation>
    </message>
    <message>
        <source>Name of a new tour</source>
        <translation>新轮巡的名称</translation>
    </message>
    <message>
        <source>Stops of the tour</source>
        <translation>轮巡各站</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>A tour waits while a picture is enlarged, zoomed or halted, while you type, and during an alarm.</source>
        <translation>放大、缩放或暂停画面时，打字时，以及报警时，轮巡会等待。</translation>
    </message>
    <message>
        <source>Add layout</source>
        <translation>加入布局</translation>
    </message>
    <message>
        <source>Add camera</source>
        <translation>加入摄像机</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Remove stop</source>
        <translation>移除画面</translation>
    </message>
    <message>
        <source>Remove tour</source>
        <translation>移除轮巡</translation>
    </message>
    <message>
        <source>The layout that stands on the wall</source>
        <translation>墙上当前的布局</translation>
    </message>
    <message>
        <source>The camera that is selected on the wall</source>
        <translation>墙上选中的摄像机</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>End  Ctrl+Shift+T</source>
        <translation>结束  Ctrl+Shift+T</translation>
    </message>
    <message>
        <source>New tour</source>
        <translation>新建轮巡</translation>
    </message>
    <message>
        <source>(gone)</source>
        <translation>（已移除）</translation>
    </message>
</context>
<context>
    <name>TypedOn</name>
    <message>
        <source>note</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>TypingStrip</name>
    <message>
        <source>You are typing: %1</source>
        <extracomment>What words are typed in. Pixels at 100 % of the box for words of several lines.</extracomment>
        <translation>正在输入：%1</translation>
    </message>
    <message>
        <source>Enter: add the note   Esc: put it aside</source>
        <translation>回车：记入备注   Esc：先放下</translation>
    </message>
    <message>
        <source>Esc: put it aside, it stays there</source>
        <translation>Esc：先放下，内容会留在原处</translation>
    </message>
</context>
<context>
    <name>ValueModel</name>
    <message>
        <source>Where and what</source>
        <extracomment>So many rows that come or go at once are one change of the whole.</extracomment>
        <translation>位置和名称</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>限值</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>多久前</translation>
    </message>
    <message>
        <source>In no zone</source>
        <translation>不属于任何区域</translation>
    </message>
    <message>
        <source>%1 beyond limits</source>
        <translation>%1 项超限</translation>
    </message>
    <message>
        <source>%1 near limits</source>
        <translation>%1 项接近限值</translation>
    </message>
    <message>
        <source>%1 old</source>
        <translation>%1 项过期</translation>
    </message>
</context>
<context>
    <name>ValueView</name>
    <message>
        <source>Choose a value to see its day.</source>
        <extracomment>The name gets so much of what is left to it and the value, and never more than so many pixels at 100 %. The panel beside: its least width at 100 %, and its share of a wide screen.</extracomment>
        <translation>选择一项，查看它一天的变化。</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>%1 values</source>
        <translation>%1 项</translation>
    </message>
    <message>
        <source>%1 of %2 values</source>
        <translation>%2 项中的 %1 项</translation>
    </message>
    <message>
        <source>Find a value: zone, name, device, unit</source>
        <translation>查找：区域、名称、设备、单位</translation>
    </message>
    <message>
        <source>Find a value</source>
        <translation>查找数值</translation>
    </message>
    <message>
        <source>Values of devices</source>
        <translation>设备数值</translation>
    </message>
    <message>
        <source>Trend of the last 24 hours</source>
        <translation>最近 24 小时曲线</translation>
    </message>
    <message>
        <source>Last 24 hours: mean of each minute, band from least to most, limits dashed</source>
        <translation>最近 24 小时：线为每分钟平均值，带为最低到最高，虚线为限值</translation>
    </message>
</context>
<context>
    <name>Values</name>
    <message>
        <source>device not connected</source>
        <extracomment>Shape and colour of each level; hollow: nobody should rely on it.</extracomment>
        <translation>设备未连接</translation>
    </message>
    <message>
        <source>old</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>too low: below %1</source>
        <translation>过低：低于 %1</translation>
    </message>
    <message>
        <source>too high: above %1</source>
        <translation>过高：高于 %1</translation>
    </message>
    <message>
        <source>low: below %1</source>
        <translation>偏低：低于 %1</translation>
    </message>
    <message>
        <source>high: above %1</source>
        <translation>偏高：高于 %1</translation>
    </message>
    <message>
        <source>Check power and network of the device.</source>
        <translation>检查设备的电源和网络。</translation>
    </message>
    <message>
        <source>The device says nothing any more: look at it, or read the value there.</source>
        <translation>设备不再上报：到现场查看或抄读。</translation>
    </message>
    <message>
        <source>Send somebody to look, and call who is in charge of it.</source>
        <translation>派人到现场查看，并联系负责人。</translation>
    </message>
    <message>
        <source>Keep an eye on it.</source>
        <translation>请留意。</translation>
    </message>
    <message>
        <source>nothing recorded in the last 24 hours</source>
        <extracomment>A step so many times longer than those before and after it, and so many seconds at least, is a gap.</extracomment>
        <translation>最近 24 小时没有记录</translation>
    </message>
    <message>
        <source>last 24 hours: between %1 and %2</source>
        <translation>最近 24 小时：%1 到 %2</translation>
    </message>
    <message>
        <source>alarm</source>
        <translation>报警</translation>
    </message>
    <message>
        <source>armed</source>
        <translation>布防</translation>
    </message>
    <message>
        <source>car on the loop</source>
        <translation>地感有车</translation>
    </message>
    <message>
        <source>position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>mode</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>fault</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>taken</source>
        <translation>占用</translation>
    </message>
    <message>
        <source>plate</source>
        <translation>车牌</translation>
    </message>
    <message>
        <source>linkage automatic</source>
        <translation>自动联动</translation>
    </message>
    <message>
        <source>high voltage</source>
        <translation>高压</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>floor</source>
        <translation>楼层</translation>
    </message>
    <message>
        <source>door</source>
        <translation>门</translation>
    </message>
    <message>
        <source>lock</source>
        <translation>锁</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>open</source>
        <translation>开</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>关</translation>
    </message>
    <message>
        <source>opening</source>
        <translation>正在开</translation>
    </message>
    <message>
        <source>closing</source>
        <translation>正在关</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不清楚</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>by hand only</source>
        <translation>仅手动</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>已锁</translation>
    </message>
    <message>
        <source>unlocked</source>
        <translation>未锁</translation>
    </message>
    <message>
        <source>opened for someone</source>
        <translation>已放行</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>已封闭</translation>
    </message>
    <message>
        <source>locked for everybody</source>
        <translation>全部锁闭</translation>
    </message>
    <message>
        <source>held open</source>
        <translation>常开</translation>
    </message>
    <message>
        <source>double locked</source>
        <translation>双重锁闭</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>forced open</source>
        <translation>被强行打开</translation>
    </message>
    <message>
        <source>open too long</source>
        <translation>开门过久</translation>
    </message>
    <message>
        <source>at rest</source>
        <translation>平静</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>humidity</source>
        <translation>湿度</translation>
    </message>
    <message>
        <source>voltage</source>
        <translation>电压</translation>
    </message>
    <message>
        <source>battery</source>
        <translation>电池</translation>
    </message>
    <message>
        <source>pressure</source>
        <translation>压力</translation>
    </message>
    <message>
        <source>level</source>
        <translation>液位</translation>
    </message>
    <message>
        <source>pump</source>
        <translation>水泵</translation>
    </message>
    <message>
        <source>lift</source>
        <translation>电梯</translation>
    </message>
    <message>
        <source>stall</source>
        <translation>车位</translation>
    </message>
    <message>
        <source>connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>fence</source>
        <translation>围栏</translation>
    </message>
    <message>
        <source>fire detector</source>
        <translation>火灾探测器</translation>
    </message>
    <message>
        <source>gas</source>
        <translation>燃气</translation>
    </message>
    <message>
        <source>barrier</source>
        <translation>道闸</translation>
    </message>
    <message>
        <source>help button</source>
        <translation>求助按钮</translation>
    </message>
    <message>
        <source>tamper contact</source>
        <translation>防拆</translation>
    </message>
    <message>
        <source>the device&apos;s own time: %1</source>
        <translation>设备自报时间：%1</translation>
    </message>
    <message>
        <source>pointed out from %1</source>
        <translation>提醒值：%1</translation>
    </message>
</context>
<context>
    <name>Wall</name>
    <message>
        <source>Enter: show this camera   Esc: cancel</source>
        <translation>回车：看这台摄像机   Esc：取消</translation>
    </message>
    <message>
        <source>Waiting for the video process</source>
        <extracomment>As people write them; whatever else a camera says is shown as it is.</extracomment>
        <translation>等待视频程序</translation>
    </message>
    <message>
        <source>Camera&apos;s certificate is not trusted: check its fingerprint in the site file</source>
        <translation>摄像机的安全证书不受信任：请核对站点文件里的指纹</translation>
    </message>
    <message>
        <source>Camera refuses user name or password: correct them in the site file</source>
        <translation>用户名或密码不对：请在站点文件中改正</translation>
    </message>
    <message>
        <source>Its password cannot be read: watchroom --self-check says which file or variable</source>
        <translation>读不到它的密码：运行 watchroom --self-check 看是哪个文件或变量</translation>
    </message>
    <message>
        <source>Camera sends a format that cannot be shown (%1): set it to H.264 or H.265</source>
        <translation>摄像机的编码无法显示（%1）：请改为 H.264 或 H.265</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>Camera is connected; waiting for a whole picture</source>
        <translation>已连接，等待完整画面</translation>
    </message>
    <message>
        <source>Camera cannot be reached: check its power and network cable</source>
        <translation>连不上摄像机：检查电源和网线</translation>
    </message>
    <message>
        <source>Camera does not answer in time</source>
        <translation>摄像机没有及时回应</translation>
    </message>
    <message>
        <source>Camera sends data that cannot be understood</source>
        <translation>摄像机发来的数据无法识别</translation>
    </message>
    <message>
        <source>Camera ended the connection</source>
        <translation>摄像机断开了连接</translation>
    </message>
    <message>
        <source>Connected, but no picture data arrives</source>
        <translation>已连接，但收不到画面</translation>
    </message>
    <message>
        <source>Connected, but pictures arrive late: check the network and this computer&apos;s load</source>
        <translation>已连接，但画面迟到：请检查网络和本机负荷</translation>
    </message>
    <message>
        <source>Connected, but pictures arrive damaged: check the network</source>
        <translation>已连接，但画面数据有丢失：请检查网络</translation>
    </message>
    <message>
        <source>Waits %1: %2</source>
        <translation>等候 %1：%2</translation>
    </message>
    <message>
        <source>Connecting now</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Trying again now</source>
        <translation>正在重试</translation>
    </message>
    <message>
        <source>Trying again in %1</source>
        <translation>%1后重试</translation>
    </message>
    <message>
        <source>No picture yet</source>
        <translation>尚无画面</translation>
    </message>
    <message>
        <source>No picture since %1</source>
        <translation>%1 起无画面</translation>
    </message>
    <message>
        <source>Old picture: %1</source>
        <translation>旧画面：%1前</translation>
    </message>
    <message>
        <source>Single pictures: %1 old</source>
        <translation>只显示关键帧：%1前</translation>
    </message>
    <message>
        <source>One picture every %1: %2 old</source>
        <translation>每 %1一张：%2前</translation>
    </message>
    <message>
        <source>Every %1: %2 old</source>
        <translation>每 %1 一张：已过 %2</translation>
    </message>
    <message>
        <source>Computer busy, one picture every %1: %2 old</source>
        <translation>电脑繁忙，每 %1 一张：已过 %2</translation>
    </message>
    <message>
        <source>Computer busy, one picture every %1</source>
        <translation>电脑繁忙，每 %1 一张</translation>
    </message>
    <message>
        <source>Every %1</source>
        <translation>每 %1 一张</translation>
    </message>
    <message>
        <source>PAUSED %1</source>
        <translation>画面已暂停 %1</translation>
    </message>
    <message>
        <source>BEFORE</source>
        <translation>报警前</translation>
    </message>
    <message>
        <source>HD</source>
        <translation>高清</translation>
    </message>
    <message>
        <source>FROZEN: not a live picture</source>
        <translation>画面定格：不是实时画面</translation>
    </message>
    <message>
        <source>REPLAYED: the same scene again, not live</source>
        <translation>画面重放：不是实时画面</translation>
    </message>
    <message>
        <source>COVERED: the camera sees nothing</source>
        <translation>镜头被遮挡：看不到现场</translation>
    </message>
    <message>
        <source>BLURRED: out of focus or dirty</source>
        <translation>画面模糊：失焦或有污物</translation>
    </message>
    <message>
        <source>MOVED: the camera looks elsewhere</source>
        <translation>镜头被移动：朝向变了</translation>
    </message>
    <message>
        <source>Picture is not as it should be</source>
        <translation>画面不正常</translation>
    </message>
    <message>
        <source>delay %1 ms</source>
        <translation>延迟 %1 毫秒</translation>
    </message>
    <message>
        <source>%1 pictures/s</source>
        <translation>每秒 %1 张</translation>
    </message>
    <message>
        <source>SD</source>
        <translation>标清</translation>
    </message>
    <message>
        <source>SPOT</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Fetching the seconds before</source>
        <translation>正在调取报警前画面</translation>
    </message>
    <message>
        <source>The seconds before are gone: look in playback</source>
        <translation>报警前的画面没有了，请看回放</translation>
    </message>
    <message>
        <source>DRILL</source>
        <extracomment>What stands before the number of a drill&apos;s incident in the name of its package. Bytes a derived copy needs at most, as a share of its original. Incidents of one stretch that are handed out with it at most.</extracomment>
        <translation>演练</translation>
    </message>
    <message>
        <source>Empty place: drag a camera here, or choose one in the list</source>
        <translation>空位：把摄像机拖到这里，或在列表中选择</translation>
    </message>
    <message>
        <source>Camera wall</source>
        <extracomment>Paint ticks a second at most; the human eye and the cameras ask for no more. Seconds between judgements of age, and between the halves of a pulse (1 Hz, far under WCAG&apos;s limit of 3). Milliseconds of rest after which a window being resized, or a picture being zoomed, tells its new sizes. Device pixels a zoomed picture is asked for, at most: the size of most main streams.</extracomment>
        <translation>视频墙</translation>
    </message>
    <message>
        <source>TURN CAMERA</source>
        <extracomment>Keys that would do something else to the tile, and that a guard may hit in this mode: nothing. Speed by keys, as a share of the camera&apos;s highest, and with Shift held. Share of half the picture around its middle where the mouse moves nothing; steps in which its speed is told. Milliseconds that one notch of the wheel zooms for.</extracomment>
        <translation>云台控制</translation>
    </message>
    <message>
        <source>Arrows or drag: turn   + − or wheel: zoom   1–9: presets   Home   Shift: slowly   Esc: leave</source>
        <translation>方向键或拖动：转动   + − 或滚轮：变倍   1–9：预置位   Home：原位   Shift：慢速   Esc：退出</translation>
    </message>
    <message>
        <source>Arrows: turn   + −: zoom   1–9: presets   Esc: leave</source>
        <translation>方向键：转动   + −：变倍   1–9：预置位   Esc：退出</translation>
    </message>
    <message>
        <source>Esc: leave</source>
        <translation>Esc：退出</translation>
    </message>
</context>
<context>
    <name>WallController</name>
    <message>
        <source>C turns it</source>
        <extracomment>A tile that has no picture after this is dead, not opening: it keeps no other from the main stream. Height of a sub picture until the stream has said its own. Pixels of the smallest picture that is asked for.</extracomment>
        <translation>按 C 转动</translation>
    </message>
</context>
<context>
    <name>WallReturn</name>
    <message>
        <source>Show the alarm  F12</source>
        <translation>看报警  F12</translation>
    </message>
    <message>
        <source>No verdict yet: %1</source>
        <translation>还没有处理结论：%1</translation>
    </message>
    <message>
        <source> and %1 more</source>
        <translation>，另有 %1 条</translation>
    </message>
</context>
<context>
    <name>WallSeat</name>
    <message>
        <source>The alarm has the wall. The layout comes after it.</source>
        <translation>报警画面优先。布局在报警之后显示。</translation>
    </message>
    <message>
        <source>Nothing of this tour exists any more.</source>
        <translation>这个轮巡里的画面都不在了。</translation>
    </message>
    <message>
        <source>There is no camera %1.</source>
        <translation>没有 %1 号摄像机。</translation>
    </message>
    <message>
        <source>The alarm has the wall. Shift+Esc turns it back, F12 brings the alarm again.</source>
        <translation>画面正被报警占用。Shift+Esc 还原画面，F12 再看报警。</translation>
    </message>
    <message>
        <source>Picture of %1 is in %2</source>
        <translation>%1 的截图保存在 %2</translation>
    </message>
    <message>
        <source>The tour has ended. Ctrl+T begins it again.</source>
        <translation>轮巡已结束。按 Ctrl+T 重新开始。</translation>
    </message>
</context>
<context>
    <name>WallWindow</name>
    <message>
        <source>Wall</source>
        <translation>电视墙</translation>
    </message>
</context>
<context>
    <name>WallWindows</name>
    <message>
        <source>Monitor %1 is gone. Its wall, %2, is at hand above the pictures.</source>
        <translation>显示器 %1 断开。它的画面“%2”可在画面上方打开。</translation>
    </message>
    <message>
        <source>Monitor %1 is back, with its wall.</source>
        <translation>显示器 %1 已恢复，画面已回到原处。</translation>
    </message>
</context>
<context>
    <name>Walls</name>
    <message>
        <source>The layouts are as before.</source>
        <extracomment>The tour that every station has: all its layouts in turn.</extracomment>
        <translation>布局已撤回。</translation>
    </message>
    <message>
        <source>Layout %1 is gone. Ctrl+Z brings it back.</source>
        <translation>布局“%1”已移除。按 Ctrl+Z 找回。</translation>
    </message>
    <message>
        <source>The last layout stays.</source>
        <translation>最后一个布局不能移除。</translation>
    </message>
    <message>
        <source>Over the pictures: what was found on them.  X: rules too</source>
        <translation>画面上显示：识别到的目标。按 X：再加规则区域</translation>
    </message>
    <message>
        <source>Over the pictures: what was found, and where rules watch.  X: nothing</source>
        <translation>画面上显示：识别到的目标和规则区域。按 X：都不显示</translation>
    </message>
    <message>
        <source>Nothing is drawn over the pictures.  X: what was found on them</source>
        <translation>画面上什么都不显示。按 X：显示识别到的目标</translation>
    </message>
</context>
<context>
    <name>WorstPoints</name>
    <message>
        <source>Most nuisances in the last 7 days (the installer may change the setting)</source>
        <translation>最近 7 天误报最多的报警点（可请安装人员调整设置）</translation>
    </message>
    <message>
        <source>Points with most nuisances</source>
        <translation>误报最多的报警点</translation>
    </message>
</context>
</TS>
