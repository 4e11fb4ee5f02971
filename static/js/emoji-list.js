// Our own small choice of emoji: group → a line each of signs with the words by which they are found.

export const GROUPS = {
  Faces: `😀 smile happy
😄 laugh happy
😁 grin
😂 tears laugh joy
🤣 rolling laugh
😊 blush smile
🙂 slight smile
😉 wink
😍 heart eyes love
🥰 love hearts
😘 kiss
😎 cool sunglasses
🤩 star wow
🥳 party celebrate
😇 angel
🤗 hug
🤔 think
😅 sweat relief
😴 sleep
😮 surprise
😢 sad cry
😭 cry loud
😡 angry
🤯 mind blown
🥶 cold
🥵 hot`,
  Hands: `👍 thumbs up yes like
👎 thumbs down no
👏 clap applause
🙌 hands up celebrate
🙏 thanks please
🤝 handshake deal
👋 wave hello
✌️ peace
🤞 luck fingers crossed
👌 ok perfect
💪 strong muscle
👀 eyes look
👉 point right
👈 point left
👇 point down
☝️ point up
✍️ write
🫶 heart hands`,
  Hearts: `❤️ red heart love
🧡 orange heart
💛 yellow heart
💚 green heart
💙 blue heart
💜 purple heart
🖤 black heart
🤍 white heart
💔 broken heart
💖 sparkle heart
✨ sparkles new
⭐ star
🌟 glow star
🔥 fire hot
💥 boom
🎉 party celebrate tada
🎊 confetti
🏆 trophy win
🥇 gold first
🎁 gift present
🎈 balloon
🎂 cake birthday`,
  Nature: `☀️ sun summer
🌤️ sun cloud
🌧️ rain
❄️ snow winter
🌈 rainbow
🌊 wave sea
🌍 world earth
🌱 plant green
🌳 tree
🍂 autumn leaf
🌸 blossom spring
🌹 rose
🌻 sunflower
🏔️ mountain
🏖️ beach
🌅 sunrise
🌙 moon night
🐶 dog
🐱 cat
🐦 bird
🐝 bee
🦋 butterfly`,
  Food: `☕ coffee
🍵 tea
🍺 beer
🍷 wine
🥂 cheers toast
🍕 pizza
🍔 burger
🥗 salad
🍣 sushi
🍝 pasta
🍎 apple
🍓 strawberry
🍋 lemon
🥐 croissant
🍰 cake
🍫 chocolate
🍦 ice cream`,
  Travel: `🚗 car
🚙 suv car
🏎️ race car fast
🚕 taxi
🚌 bus
🚚 truck
🚲 bicycle
🛵 scooter
✈️ plane flight
🚆 train
🚢 ship
🚀 rocket launch
🔋 battery
🔌 plug electric charge
⛽ fuel
🛣️ road
🗺️ map
🧭 compass
📍 place pin
🏁 finish flag
🏠 home house
🏙️ city`,
  Work: `📅 calendar date
⏰ alarm time
⏳ wait time
📣 announce news
📢 loud news
📷 camera photo
🎥 film camera
🎬 film action
🎧 headphones music
🎵 music note
🎤 microphone
📱 phone
💻 computer
📈 growth chart up
📊 chart
💡 idea light
🛠️ tools
🔧 wrench
🔒 lock safe
🔑 key
🔗 link
📩 mail
🛒 cart shop
🏷️ label price sale
💶 euro money
💬 talk comment
📖 book read
🎓 learn graduate`,
  Signs: `✅ check done yes
☑️ check box
❌ cross no
❗ exclamation important
❓ question
⚠️ warning
➡️ arrow right
⬅️ arrow left
⬆️ arrow up
⬇️ arrow down
🔄 again refresh
🆕 new
🔝 top
💯 hundred full
➕ plus
➖ minus
⏩ fast forward
▶️ play
🔔 bell
♻️ recycle
⚡ electric fast lightning
1️⃣ one
2️⃣ two
3️⃣ three
4️⃣ four
5️⃣ five`,
};
