<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Health</name>
    <message>
        <source>Cameras</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shared database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Station record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Video processes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Site document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%live% of %cameras% live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%live% of %cameras% live; no picture: %missing%</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each is tried again by itself. Check power and network of those named.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none in the site document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add cameras to the site document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%engine% · %model% · %rate% pictures a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>motion only, no model: %rate% pictures a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a detection model: watchroom models add PATH.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than chosen (%cause%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the site document, [detection].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not running (%cause%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The wall goes on. Call the installer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>switched off in the site document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%free_gb% GB free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only %free_gb% GB free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export and release old clips, or add a disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>full: %free_gb% GB free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free space now: soon nothing can be recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connected, %depth% waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%depth% records wait, the oldest for %age% s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not reachable (%cause%); %depth% records are kept here and wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is lost. Check the network to the database server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>records stay on this station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>receiving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not connected (%cause%): alarms of devices do not arrive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send someone to the fire panel and watch the cameras. Call the installer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not running (%cause%): alarms of devices do not arrive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart the program. Watch the cameras meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>written and synced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free space now: alarms cannot be recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%running% of %workers% running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%running% of %workers% running; the others start again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures come back within seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no sound device: alarms only flash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect a loudspeaker and restart the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%count% entries are wrong and left out: %first%</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run: watchroom check FILE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%summary%</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the devices named in the log.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LivePage</name>
    <message>
        <source>There is no camera %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Health</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show %1 cameras (Ctrl+%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show %1 cameras</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Overlay</name>
    <message>
        <source>person</source>
        <extracomment>Enough for every class of a model in one language; a model with odd labels cannot grow it further.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bicycle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>car</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>motorcycle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>truck</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dog</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>motion</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Severity</name>
    <message>
        <source>Critical</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Medium</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>Perimeter alarm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fire alarm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gas alarm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help button</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Door alarm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tamper alarm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plate on the blocklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Water alarm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wire cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>climbing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>beam broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>person in the zone, seen by the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>smoke detector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>heat detector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>manual call point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forced open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mains power lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connection lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pressed by a resident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>methane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guard sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guard on scene</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Real</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>False alarm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nuisance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not acknowledged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Over, not acknowledged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shelved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disarmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Priority changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Silenced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Handling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incident opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the picture for a second, then acknowledge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This alarm is no longer open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Already acknowledged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick the required steps first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say first what it was: F6 real, F7 false, F8 test.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The detector still reports the alarm. Reset it at the device first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full: nothing can be recorded. Call the installer now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This incident is already closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer from the device: the command has expired. Try again or go there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The device refused the command.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The device is not connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This did not work (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Times</name>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Wall</name>
    <message>
        <source>Enter: show this camera   Esc: cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the video process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera refuses user name or password: correct them in the site file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera sends a format that cannot be shown (%1): set it to H.264 or H.265</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera cannot be reached: check its power and network cable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera does not answer in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera sends data that cannot be understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera ended the connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected, but no picture data arrives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying again now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying again in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture since %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Old picture: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single pictures: %1 old</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One picture every %1: %2 old</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused: %1 old</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BEFORE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HD</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SD</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetching the seconds before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DRILL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera wall</source>
        <extracomment>Paint ticks a second at most; the human eye and the cameras ask for no more. Seconds between judgements of age, and between the halves of a pulse (1 Hz, far under WCAG&apos;s limit of 3). Milliseconds of rest after which a window being resized tells its new tile sizes.</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
