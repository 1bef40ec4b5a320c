"""Names of the demo catalog's genres in the site's five languages."""

from typing import Final

GENRES: Final[dict[str, dict[str, str]]] = {
    "action": {"en": "Action", "te": "యాక్షన్", "hi": "एक्शन", "ta": "அதிரடி", "kn": "ಆ್ಯಕ್ಷನ್"},
    "adventure": {"en": "Adventure", "te": "సాహసం", "hi": "रोमांच", "ta": "சாகசம்", "kn": "ಸಾಹಸ"},
    "animation": {"en": "Animation", "te": "యానిమేషన్", "hi": "एनिमेशन", "ta": "அனிமேஷன்", "kn": "ಅನಿಮೇಷನ್"},
    "biography": {"en": "Biography", "te": "జీవిత చరిత్ర", "hi": "जीवनी", "ta": "வாழ்க்கை வரலாறு", "kn": "ಜೀವನಚರಿತ್ರೆ"},
    "comedy": {"en": "Comedy", "te": "హాస్యం", "hi": "हास्य", "ta": "நகைச்சுவை", "kn": "ಹಾಸ್ಯ"},
    "crime": {"en": "Crime", "te": "నేరం", "hi": "अपराध", "ta": "குற்றம்", "kn": "ಅಪರಾಧ"},
    "documentary": {"en": "Documentary", "te": "డాక్యుమెంటరీ", "hi": "वृत्तचित्र", "ta": "ஆவணப்படம்", "kn": "ಸಾಕ್ಷ್ಯಚಿತ್ರ"},
    "drama": {"en": "Drama", "te": "డ్రామా", "hi": "ड्रामा", "ta": "நாடகம்", "kn": "ನಾಟಕ"},
    "family": {"en": "Family", "te": "కుటుంబం", "hi": "पारिवारिक", "ta": "குடும்பம்", "kn": "ಕೌಟುಂಬಿಕ"},
    "fantasy": {"en": "Fantasy", "te": "ఫాంటసీ", "hi": "काल्पनिक", "ta": "கற்பனை", "kn": "ಕಲ್ಪನಾಲೋಕ"},
    "history": {"en": "History", "te": "చరిత్ర", "hi": "इतिहास", "ta": "வரலாறு", "kn": "ಇತಿಹಾಸ"},
    "horror": {"en": "Horror", "te": "హారర్", "hi": "हॉरर", "ta": "திகில்", "kn": "ಭಯಾನಕ"},
    "music": {"en": "Music", "te": "సంగీతం", "hi": "संगीत", "ta": "இசை", "kn": "ಸಂಗೀತ"},
    "musical": {"en": "Musical", "te": "సంగీత ప్రధానం", "hi": "संगीतमय", "ta": "இசைப்படம்", "kn": "ಸಂಗೀತಮಯ"},
    "mystery": {"en": "Mystery", "te": "మిస్టరీ", "hi": "रहस्य", "ta": "மர்மம்", "kn": "ನಿಗೂಢ"},
    "mythology": {"en": "Mythology", "te": "పౌరాణికం", "hi": "पौराणिक", "ta": "புராணம்", "kn": "ಪೌರಾಣಿಕ"},
    "romance": {"en": "Romance", "te": "ప్రేమ", "hi": "प्रेम", "ta": "காதல்", "kn": "ಪ್ರೇಮ"},
    "science-fiction": {
        "en": "Science fiction",
        "te": "సైన్స్ ఫిక్షన్",
        "hi": "विज्ञान कथा",
        "ta": "அறிவியல் புனைவு",
        "kn": "ವೈಜ್ಞಾನಿಕ ಕಥೆ",
    },
    "sport": {"en": "Sport", "te": "క్రీడలు", "hi": "खेल", "ta": "விளையாட்டு", "kn": "ಕ್ರೀಡೆ"},
    "superhero": {"en": "Superhero", "te": "సూపర్ హీరో", "hi": "सुपरहीरो", "ta": "சூப்பர் ஹீரோ", "kn": "ಸೂಪರ್ ಹೀರೋ"},
    "thriller": {"en": "Thriller", "te": "థ్రిల్లర్", "hi": "थ्रिलर", "ta": "திரில்லர்", "kn": "ಥ್ರಿಲ್ಲರ್"},
    "war": {"en": "War", "te": "యుద్ధం", "hi": "युद्ध", "ta": "போர்", "kn": "ಯುದ್ಧ"},
    "western": {"en": "Western", "te": "వెస్ట్రన్", "hi": "वेस्टर्न", "ta": "வெஸ்டர்ன்", "kn": "ವೆಸ್ಟರ್ನ್"},
}
